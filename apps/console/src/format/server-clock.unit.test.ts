import { describe, expect, it } from 'vitest';
import { createServerClock, type Heard } from './server-clock.js';

const noon = Date.UTC(2026, 10, 21, 12, 0);
/** What a device whose clock is `ahead` hears when it asks at the server's instant `atMs`, 20 ms each way. */
const header = (atMs: number, ahead: number): Heard => ({
  serverMs: Math.floor(atMs / 1_000) * 1_000,
  roundedByMs: 1_000,
  sentAtMs: atMs - 20 + ahead,
  receivedAtMs: atMs + 20 + ahead,
});

describe('the server clock', () => {
  it('leaves a device alone whose clock agrees', () => {
    const clock = createServerClock();
    for (let i = 0; i < 20; i++) clock.heard(header(noon + i * 1_370, 0));
    expect(clock.offsetMs()).toBe(0);
  });
  it('finds a phone that is three minutes fast to within a tenth of a second', () => {
    const clock = createServerClock();
    for (let i = 0; i < 20; i++) clock.heard(header(noon + i * 1_370, 180_000));
    expect(Math.abs(clock.offsetMs() + 180_000)).toBeLessThan(100);
  });
  it('finds it at once from one exact instant', () => {
    const clock = createServerClock();
    clock.heard({ ...header(noon, 180_000), roundedByMs: 0 });
    expect(Math.abs(clock.offsetMs() + 180_000)).toBeLessThanOrEqual(20);
  });
  it('begins anew when the device clock is set', () => {
    const clock = createServerClock();
    clock.heard(header(noon, 0));
    clock.heard(header(noon + 5_000, 60_000));
    expect(Math.abs(clock.offsetMs() + 60_000)).toBeLessThan(1_100);
  });
  it('ignores an answer without a date, and one that took too long', () => {
    const clock = createServerClock();
    clock.heard({ serverMs: Number.NaN, roundedByMs: 1_000, sentAtMs: 0, receivedAtMs: 1 });
    clock.heard({ ...header(noon, 90_000), sentAtMs: 0 });
    expect(clock.offsetMs()).toBe(0);
  });
});
