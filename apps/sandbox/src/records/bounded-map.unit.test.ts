import { describe, expect, it } from 'vitest';
import { BoundedMap } from './bounded-map.js';

describe('a bounded map', () => {
  it('forgets its oldest entries beyond the number', () => {
    const map = new BoundedMap<number>({ most: 3 });
    for (let at = 1; at <= 5; at++) map.set(String(at), at, 1);
    expect(map.values()).toEqual([3, 4, 5]);
    expect([map.get('1'), map.size, map.forgotten]).toEqual([undefined, 3, 2]);
    expect(map.newest(2)).toEqual([5, 4]);
  });

  it('forgets its oldest entries beyond the bytes, and never the newest', () => {
    const map = new BoundedMap<string>({ most: 100, mostBytes: 10 });
    map.set('a', 'a', 6);
    map.set('b', 'b', 6);
    expect(map.values()).toEqual(['b']);
    map.set('huge', 'huge', 1_000);
    expect(map.values()).toEqual(['huge']);
  });

  it('counts a replaced entry once, in its old place', () => {
    const map = new BoundedMap<string>({ most: 100, mostBytes: 10 });
    map.set('a', 'old', 5);
    map.set('b', 'b', 5);
    map.set('a', 'new', 5);
    expect(map.values()).toEqual(['new', 'b']);
    map.clear();
    map.set('c', 'c', 10);
    expect(map.size).toBe(1);
  });

  it('gives none for the newest none', () => {
    const map = new BoundedMap<number>({ most: 3 });
    map.set('a', 1, 1);
    expect(map.newest(0)).toEqual([]);
  });
});
