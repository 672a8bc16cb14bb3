import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weekdays, type WorkingHours } from '../policy/policy.schema.js';
import { addWorkingMs, isWorking, nextWorkingAt, workingMsBetween, type Away } from './working-hours.js';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const at = (iso: string): number => Date.parse(iso);
const office = (zone: string, extra: Partial<WorkingHours> = {}): WorkingHours => ({
  zone,
  week: Object.fromEntries(weekdays.slice(0, 5).map((day) => [day, [{ from: '09:00', to: '18:00' }]])),
  holidays: [],
  ...extra,
});

describe('working hours', () => {
  const berlin = office('Europe/Berlin');

  it('count in the rep’s own zone', () => {
    expect(isWorking(berlin, [], at('2026-11-20T07:59:59.999Z'))).toBe(false);
    expect(isWorking(berlin, [], at('2026-11-20T08:00:00Z'))).toBe(true);
    expect(isWorking(berlin, [], at('2026-11-20T16:59:59.999Z'))).toBe(true);
    expect(isWorking(berlin, [], at('2026-11-20T17:00:00Z'))).toBe(false);
  });

  it('carry what is left on Friday evening over to Monday morning', () => {
    expect(addWorkingMs(berlin, [], at('2026-11-20T16:58:00Z'), 5 * MINUTE)).toBe(at('2026-11-23T08:03:00Z'));
    expect(addWorkingMs(berlin, [], at('2026-11-20T16:55:00Z'), 5 * MINUTE)).toBe(at('2026-11-20T17:00:00Z'));
    expect(nextWorkingAt(berlin, [], at('2026-11-20T17:00:00Z'))).toBe(at('2026-11-23T08:00:00Z'));
  });

  it('open an hour earlier by UTC after the clocks go forward, and later after they go back', () => {
    expect(nextWorkingAt(berlin, [], at('2026-03-27T20:00:00Z'))).toBe(at('2026-03-30T07:00:00Z'));
    expect(nextWorkingAt(berlin, [], at('2026-10-23T20:00:00Z'))).toBe(at('2026-10-26T08:00:00Z'));
  });

  it('leave out the hour that daylight saving skips and work twice the one it repeats', () => {
    const night = office('Europe/Berlin', { week: { sat: [{ from: '22:00', to: '06:00' }] } });
    expect(workingMsBetween(night, [], at('2026-03-28T00:00:00Z'), at('2026-03-30T00:00:00Z'))).toBe(7 * HOUR);
    expect(workingMsBetween(night, [], at('2026-10-24T00:00:00Z'), at('2026-10-26T00:00:00Z'))).toBe(9 * HOUR);
    const skipped = office('Europe/Berlin', { week: { sun: [{ from: '02:00', to: '03:00' }] } });
    expect(nextWorkingAt(skipped, [], at('2026-03-29T00:00:00Z'))).toBe(at('2026-04-05T00:00:00Z'));
  });

  it('let a night shift belong to the evening it starts on, holidays included', () => {
    const night: WorkingHours = {
      zone: 'UTC',
      week: { thu: [{ from: '22:00', to: '06:00' }], fri: [{ from: '22:00', to: '06:00' }] },
      holidays: ['2026-12-25'],
    };
    expect(isWorking(night, [], at('2026-12-25T05:59:00Z'))).toBe(true);
    expect(isWorking(night, [], at('2026-12-25T22:30:00Z'))).toBe(false);
    expect(isWorking(night, [], at('2026-12-26T02:00:00Z'))).toBe(false);
  });

  it('read 00:00–24:00 and 09:00–09:00 as a whole day', () => {
    const always: WorkingHours = {
      zone: 'Asia/Kolkata',
      week: Object.fromEntries(weekdays.map((day) => [day, [{ from: '00:00', to: '24:00' }]])),
      holidays: [],
    };
    expect(addWorkingMs(always, [], 0, 40 * 24 * HOUR)).toBe(40 * 24 * HOUR);
    const round = { ...always, zone: 'UTC', week: { mon: [{ from: '09:00', to: '09:00' }] } };
    expect(workingMsBetween(round, [], at('2026-11-23T00:00:00Z'), at('2026-11-30T00:00:00Z'))).toBe(24 * HOUR);
  });

  it('stop for an absence, part of a day as well as a year', () => {
    const dentist: Away = [{ from: '2026-11-20T10:00:00+01:00', until: '2026-11-20T12:00:00+01:00' }];
    expect(addWorkingMs(berlin, dentist, at('2026-11-20T08:50:00Z'), 20 * MINUTE)).toBe(at('2026-11-20T11:10:00Z'));
    const leave: Away = [{ from: '2026-11-01T00:00:00Z', until: '2031-11-03T00:00:00Z' }];
    expect(nextWorkingAt(berlin, leave, at('2026-11-20T08:50:00Z'))).toBe(at('2031-11-03T08:00:00Z'));
  });

  it('never come for a rep without hours, or who is away for good', () => {
    expect(nextWorkingAt(office('UTC', { week: {} }), [], 0)).toBeUndefined();
    expect(addWorkingMs(office('UTC', { week: { mon: [] } }), [], 0, 1)).toBeUndefined();
    expect(
      nextWorkingAt(berlin, [{ from: '2020-01-01T00:00:00Z', until: '9999-12-31T00:00:00Z' }], at('2026-11-20T08:50:00Z')),
    ).toBeGreaterThan(at('9999-12-31T00:00:00Z'));
  });

  it('add nothing when nothing is asked for, be it night or day', () => {
    expect(addWorkingMs(berlin, [], at('2026-11-21T03:00:00Z'), 0)).toBe(at('2026-11-21T03:00:00Z'));
  });
});

describe('working hours against a clock on the wall, read minute by minute', () => {
  // Half hours, 45 minutes, changes at midnight, half-hour daylight saving, a zone that skipped a day, one without changes.
  const zones = [
    'Europe/Berlin',
    'America/New_York',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Africa/Cairo',
    'America/Santiago',
    'Pacific/Apia',
    'Africa/Casablanca',
    'Asia/Tokyo',
    'Pacific/Chatham',
    'Asia/Beirut',
  ];
  const clock = fc
    .integer({ min: 0, max: 96 })
    .map((quarter) => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`);
  // Around the changes of 2026 in both hemispheres, and any day besides.
  const changes = [
    '2026-03-08',
    '2026-03-29',
    '2026-04-05',
    '2026-04-24',
    '2026-09-06',
    '2026-09-27',
    '2026-10-25',
    '2026-10-30',
    '2026-11-01',
    '2026-02-15',
    '2026-03-22',
    '2011-12-29',
  ];
  const start = fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -2 * 1_440, max: 1_440 }))
    .map(([day, minutes]) => Date.parse(day) + minutes * MINUTE);
  const week = fc
    .uniqueArray(fc.record({ day: fc.constantFrom(...weekdays), from: clock, to: clock }), { maxLength: 6 })
    .map((spans) => Map.groupBy(spans, (span) => span.day));
  const situation = fc
    .record({
      zone: fc.constantFrom(...zones),
      week,
      start,
      holiday: fc.integer({ min: 0, max: 3 }),
      away: fc.tuple(fc.integer({ min: 0, max: 4_000 }), fc.integer({ min: 1, max: 900 })),
    })
    .map((drawn) => ({
      hours: {
        zone: drawn.zone,
        week: Object.fromEntries([...drawn.week].map(([day, spans]) => [day, spans.map(({ from, to }) => ({ from, to }))])),
        holidays: drawn.holiday === 0 ? [] : [new Date(drawn.start + drawn.holiday * 86_400_000).toISOString().slice(0, 10)],
      } satisfies WorkingHours,
      away: [
        {
          from: new Date(drawn.start + drawn.away[0] * MINUTE).toISOString(),
          until: new Date(drawn.start + (drawn.away[0] + drawn.away[1]) * MINUTE).toISOString(),
        },
      ],
      start: drawn.start,
    }));

  const MINUTES = 3 * 1_440;
  const seed = 20_261_121;

  it('agree on every minute, on the next shift and on what a duration comes to', () => {
    fc.assert(
      fc.property(situation, fc.integer({ min: 1, max: 1_500 }), ({ hours, away, start: from }, duration) => {
        const minutes = wall(hours, away, from, MINUTES);
        const worked = minutes.filter(Boolean).length;
        expect(workingMsBetween(hours, away, from, from + MINUTES * MINUTE)).toBe(worked * MINUTE);
        const first = minutes.indexOf(true);
        const next = nextWorkingAt(hours, away, from);
        if (first >= 0) expect(next).toBe(from + first * MINUTE);
        else expect(next === undefined || next >= from + MINUTES * MINUTE).toBe(true);
        for (let minute = 0; minute < MINUTES; minute += 37) expect(isWorking(hours, away, from + minute * MINUTE)).toBe(minutes[minute]);
        const due = addWorkingMs(hours, away, from, duration * MINUTE);
        let left = duration;
        if (worked < duration) expect(due === undefined || due > from + MINUTES * MINUTE).toBe(true);
        else expect(due).toBe(from + (minutes.findIndex((working) => working && --left === 0) + 1) * MINUTE);
      }),
      { seed, numRuns: 100 },
    );
  });
});

/** The slow way: ask Intl for the wall clock of each minute, then look the minute up in the week. Knows nothing of offsets. */
function wall(hours: WorkingHours, away: Away, fromMs: number, count: number): boolean[] {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: hours.zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  return Array.from({ length: count }, (_, index) => {
    const atMs = fromMs + index * MINUTE;
    if (away.some(({ from, until }) => Date.parse(from) <= atMs && atMs < Date.parse(until))) return false;
    const [date, time] = format.format(atMs).split(', ') as [string, string];
    const today = date.split('/').reverse().join('-');
    const yesterday = new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10);
    const spansOf = (day: string) =>
      hours.holidays.includes(day) ? [] : (hours.week[weekdays[(new Date(day).getUTCDay() + 6) % 7] ?? 'mon'] ?? []);
    const inside = (day: string, minute: number): boolean =>
      spansOf(day).some(
        ({ from, to }) => minute >= minuteOf(from) && minute < (minuteOf(to) > minuteOf(from) ? minuteOf(to) : minuteOf(to) + 1_440),
      );
    return inside(today, minuteOf(time)) || inside(yesterday, minuteOf(time) + 1_440);
  });
}
