import { describe, expect, it } from 'vitest';

import { ago, clock, span, whenOf } from './times.js';

describe('times on a screen', () => {
  it('are as exact as they matter', () => {
    expect([0, 12, 4_290, 65_000, 7_800_000, 273_600_000].map(span)).toEqual([
      '0 ms',
      '12 ms',
      '4.2 s',
      '1 min 5 s',
      '2 h 10 min',
      '3 d 4 h',
    ]);
  });

  it('show a clock that stands at 0:01 until the very end', () => {
    expect([245_000, 1, 0, 3_845_000].map(clock)).toEqual(['4:05', '0:01', '0:00', '1:04:05']);
  });

  it('say ages and what is ahead in whole units', () => {
    expect([ago(0, 400), ago(0, 200_000), ago(7_200_000, 0)]).toEqual(['just now', '3 min ago', 'in 2 h']);
  });

  it('name the day only when it is another one', () => {
    const now = new Date(2026, 10, 21, 10, 41, 6).getTime();
    const monday = new Date(2026, 10, 23, 9, 0, 0).getTime();
    expect([whenOf(now, now), whenOf(monday, now)]).toEqual(['10:41:06', 'Mon 23 Nov 09:00']);
  });
});
