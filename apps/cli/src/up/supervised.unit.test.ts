import { describe, expect, it } from 'vitest';

import { delayMs } from './supervised.js';

describe('a service that keeps ending', () => {
  it('is started again at once the first time, then later and later, but never after more than 15 s', () => {
    expect([1, 2, 3, 4].map(delayMs)).toEqual([200, 400, 800, 1_600]);
    expect(delayMs(50)).toBe(15_000);
  });
});
