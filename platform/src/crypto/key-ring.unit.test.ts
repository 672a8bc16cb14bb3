import { describe, expect, it } from 'vitest';
import { Secret } from '../config/secret.js';
import { KeyRing, keyIdOf, newKey } from './key-ring.js';

const ring = (...keys: string[]) => KeyRing.parse(new Secret(keys.join(',')));
const k1 = newKey('k1');
const k2 = newKey('k2');

describe('the key ring', () => {
  it('opens what it sealed, and seals the same text differently each time', () => {
    const keys = ring(k1);
    const [once, again] = [keys.seal(Buffer.from('Ada King'), 'row/1'), keys.seal(Buffer.from('Ada King'), 'row/1')];
    expect(keys.open(once, 'row/1').toString()).toBe('Ada King');
    expect(once.equals(again)).toBe(false);
    expect(once.includes('Ada')).toBe(false);
  });

  it('opens an empty text, and bytes that are a view into a larger buffer', () => {
    const keys = ring(k1);
    const sealed = keys.seal(new Uint8Array(), 'p');
    const inside = new Uint8Array(Buffer.concat([Buffer.from('xxx'), sealed, Buffer.from('yy')])).subarray(3, 3 + sealed.length);
    expect(keys.open(inside, 'p')).toHaveLength(0);
  });

  it('opens with an old key while the new one seals', () => {
    const before = ring(k1).seal(Buffer.from('x'), 'p');
    const rotated = ring(k2, k1);
    expect(rotated.open(before, 'p').toString()).toBe('x');
    expect(rotated.isStale(before)).toBe(true);
    expect(keyIdOf(rotated.seal(Buffer.from('x'), 'p'))).toBe('k2');
  });

  it('says which key is missing', () => {
    expect(() => ring(k2).open(ring(k1).seal(Buffer.from('x'), 'p'), 'p')).toThrow(/sealed under key "k1"/);
  });

  it('does not open for another purpose, nor after any single byte was changed', () => {
    const keys = ring(k1);
    const sealed = keys.seal(Buffer.from('abc'), 'row/1');
    expect(() => keys.open(sealed, 'row/2')).toThrow(/another purpose/);
    for (let index = 0; index < sealed.length; index++) {
      const changed = Buffer.from(sealed);
      changed[index]! ^= 1;
      expect(() => keys.open(changed, 'row/1'), `byte ${index}`).toThrow();
    }
  });

  it.each(['', 'hello', '{"a":1}'])('refuses what no key ring made: %j', (text) => {
    expect(() => ring(k1).open(Buffer.from(text), 'p')).toThrow(/not sealed by a key ring/);
  });

  it.each([
    ['no id', 'AAAA'],
    ['a short key', `k1:${Buffer.alloc(16).toString('base64')}`],
    ['no base64', `k1:${'*'.repeat(44)}`],
    ['one id twice', `${k1},${newKey('k1')}`],
    ['an empty entry', `${k1},`],
  ])('refuses %s, and does not print it', (_, text) => {
    let message = '';
    try {
      ring(text);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(/^key [12] of FIRSTLINE_PAYLOAD_KEYS/);
    expect(message).not.toContain(text);
  });
});
