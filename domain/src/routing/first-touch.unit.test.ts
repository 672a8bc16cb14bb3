import { describe, expect, it } from 'vitest';
import type { WorkingHours } from '../policy/policy.schema.js';
import { offerClock } from './first-touch.js';

const hours: WorkingHours = {
  zone: 'Europe/Berlin',
  week: { fri: [{ from: '09:00', to: '18:00' }], mon: [{ from: '09:00', to: '18:00' }] },
  holidays: [],
};
const MINUTE = 60_000;
const at = (iso: string): number => Date.parse(iso);
const sla = { respondWithin: 5 * MINUTE, remindAfter: 3 * MINUTE, clock: 'working-hours' as const };

describe('the clock of an offer', () => {
  it('stops at the end of the rep’s day and goes on with the next shift', () => {
    expect(offerClock({ sla, hours, away: [], offeredAtMs: at('2026-11-20T16:58:00Z') })).toEqual({
      remindAtMs: at('2026-11-23T08:01:00Z'),
      dueAtMs: at('2026-11-23T08:03:00Z'),
    });
  });
  it('runs on through the night when the trigger says always', () => {
    expect(offerClock({ sla: { ...sla, clock: 'always' }, hours, away: [], offeredAtMs: at('2026-11-20T16:58:00Z') })).toEqual({
      remindAtMs: at('2026-11-20T17:01:00Z'),
      dueAtMs: at('2026-11-20T17:03:00Z'),
    });
  });
  it('starts with the shift when an owner is offered a lead at night', () => {
    expect(offerClock({ sla, hours, away: [], offeredAtMs: at('2026-11-21T03:00:00Z') }).dueAtMs).toBe(at('2026-11-23T08:05:00Z'));
  });
  it('waits out an absence', () => {
    const away = [{ from: '2026-11-20T10:02:00Z', until: '2026-11-20T11:00:00Z' }];
    expect(offerClock({ sla, hours, away, offeredAtMs: at('2026-11-20T10:00:00Z') })).toEqual({
      remindAtMs: at('2026-11-20T11:01:00Z'),
      dueAtMs: at('2026-11-20T11:03:00Z'),
    });
  });
  it('moves the lead on even from a rep who never works again', () => {
    expect(offerClock({ sla, hours: { ...hours, week: {} }, away: [], offeredAtMs: 0 })).toEqual({
      remindAtMs: 3 * MINUTE,
      dueAtMs: 5 * MINUTE,
    });
  });
  it('has no reminder that would come too late to matter', () => {
    expect(offerClock({ sla: { ...sla, remindAfter: 5 * MINUTE, clock: 'always' }, hours, away: [], offeredAtMs: 0 })).toEqual({
      dueAtMs: 5 * MINUTE,
    });
    expect(offerClock({ sla: { respondWithin: 1, clock: 'always' }, hours, away: [], offeredAtMs: 0 })).toEqual({ dueAtMs: 1 });
  });
});
