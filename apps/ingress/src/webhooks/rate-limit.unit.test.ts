import { describe, expect, it } from 'vitest';
import { RateLimit } from './rate-limit.js';

describe('the rate limit', () => {
  it('lets a burst of a quarter of a minute pass, and says how long to wait then', () => {
    const limit = new RateLimit();
    const answers = Array.from({ length: 16 }, () => limit.take('form', 60, 0));
    expect(answers).toEqual([...Array.from({ length: 15 }, () => 0), 1]);
  });

  it('fills up again with time', () => {
    const limit = new RateLimit();
    for (let i = 0; i < 15; i++) limit.take('form', 60, 0);
    expect(limit.take('form', 60, 999)).toBe(1);
    expect(limit.take('form', 60, 1_000)).toBe(0);
    expect(limit.take('form', 60, 1_000)).toBe(1);
  });

  it('counts each connection for itself', () => {
    const limit = new RateLimit();
    expect(limit.take('a', 1, 0)).toBe(0);
    expect(limit.take('a', 1, 0)).toBe(60);
    expect(limit.take('b', 1, 0)).toBe(0);
  });

  it('never gives more than the average over a long time, even when the clock stands still or goes back', () => {
    const limit = new RateLimit();
    let passed = 0;
    for (let ms = 0; ms < 600_000; ms += 50) passed += limit.take('form', 120, ms) === 0 ? 1 : 0;
    expect(passed).toBeLessThanOrEqual(120 * 10 + 30);
    expect(passed).toBeGreaterThan(120 * 10 - 5);
    expect(limit.take('form', 120, 0)).toBeGreaterThanOrEqual(0);
  });
});
