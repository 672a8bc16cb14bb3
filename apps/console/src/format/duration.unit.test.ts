import { describe, expect, it } from 'vitest';
import { agoText, clockDigits, spokenDuration, tookText } from './duration.js';

describe('a length of time on the clock', () => {
  it.each([
    [0, '0:00'],
    [999, '0:00'],
    [1_000, '0:01'],
    [272_400, '4:32'],
    [3_600_000, '1:00:00'],
    [3_872_000, '1:04:32'],
    [-61_000, '1:01'],
    [86_399_999, '23:59:59'],
    [86_400_000, '1 d 0 h'],
    [183_600_000, '2 d 3 h'],
  ])('%d ms reads %s', (ms, text) => expect(clockDigits(ms)).toBe(text));

  it.each([
    [0, '0 seconds'],
    [1_000, '1 second'],
    [272_000, '4 minutes 32 seconds'],
    [3_600_000, '1 hour'],
    [90_061_000, '1 day 1 hour'],
  ])('%d ms is spoken as %s', (ms, text) => expect(spokenDuration(ms)).toBe(text));
});

describe('how long a step took', () => {
  it.each([
    [0, '0 ms'],
    [84.4, '84 ms'],
    [1_240, '1.2 s'],
    [59_949, '59.9 s'],
    [59_960, '1 min'],
    [60_000, '1 min'],
    [185_000, '3 min 5 s'],
    [7_440_000, '2 h 4 min'],
    [86_400_000, '1 d'],
  ])('%d ms reads %s', (ms, text) => expect(tookText(ms)).toBe(text));
});

describe('how long ago', () => {
  const now = Date.UTC(2026, 10, 21, 9, 0);
  it.each([
    [now, 'just now'],
    [now + 3_000, 'just now'],
    [now - 12_000, '12 s ago'],
    [now - 125_000, '2 min ago'],
    [now - 3 * 3_600_000, '3 h ago'],
    [now - 50 * 3_600_000, '2 d ago'],
    [now + 3_600_000, 'in 1 h'],
  ])('%d reads %s', (at, text) => expect(agoText(at, now)).toBe(text));
});
