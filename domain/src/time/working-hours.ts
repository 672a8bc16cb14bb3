import { IANAZone } from 'luxon';
import { weekdays, type WorkingHours } from '../policy/policy.schema.js';

/** Absences as team.yaml holds them: ISO instants with an offset, `until` exclusive. */
export type Away = readonly { from: string; until: string }[];

interface Span {
  fromMs: number;
  untilMs: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/*
 * What counts: a moment is working time when the clock on the rep's own wall stands inside a span of the week, and the day that span began on is no holiday.
 * So a night shift belongs to the evening it starts on; an hour that daylight saving skips is not worked, and one that it repeats is worked twice.
 */

/** Is it working time at this very moment? */
export function isWorking(hours: WorkingHours, away: Away, atMs: number): boolean {
  return workingSpans(hours, away, atMs, atMs + 1).next().done === false;
}

/** @returns `fromMs` itself when it is working time; undefined when no shift will ever come */
export function nextWorkingAt(hours: WorkingHours, away: Away, fromMs: number): number | undefined {
  const first = workingSpans(hours, away, fromMs).next();
  return first.done ? undefined : first.value.fromMs;
}

/** @returns the earliest instant by which `durationMs` of working time have passed; undefined when they never will */
export function addWorkingMs(hours: WorkingHours, away: Away, fromMs: number, durationMs: number): number | undefined {
  if (durationMs <= 0) return fromMs;
  let left = durationMs;
  for (const span of workingSpans(hours, away, fromMs)) {
    if (span.untilMs - span.fromMs >= left) return span.fromMs + left;
    left -= span.untilMs - span.fromMs;
  }
  return undefined;
}

export function workingMsBetween(hours: WorkingHours, away: Away, fromMs: number, untilMs: number): number {
  let sum = 0;
  for (const span of workingSpans(hours, away, fromMs, untilMs)) sum += span.untilMs - span.fromMs;
  return sum;
}

// Nothing in a calendar repeats later than weekly, once holidays and absences are behind us; three weeks also cover a span that only falls into a skipped hour.
const QUIET_MS = 21 * DAY_MS;

/** Working time from an instant on, in order, touching spans joined only where they meet within a day; ends when nothing more can come. */
function* workingSpans(hours: WorkingHours, away: Away, fromMs: number, untilMs = Infinity): Generator<Span> {
  const absences = union(away.map(({ from, until }) => ({ fromMs: Date.parse(from), untilMs: Date.parse(until) })));
  const lastException = Math.max(
    fromMs,
    ...absences.map((absence) => absence.untilMs),
    ...hours.holidays.map((day) => Date.parse(day) + 2 * DAY_MS).filter(Number.isFinite),
  );
  let quietSince = fromMs;
  for (let atMs = fromMs; atMs < untilMs;) {
    const absence = absences.find((each) => each.fromMs <= atMs && atMs < each.untilMs);
    if (absence) {
      atMs = absence.untilMs;
      continue;
    }
    const nextAbsence = absences.find((each) => each.fromMs > atMs)?.fromMs ?? Infinity;
    const end = Math.min(atMs + DAY_MS, nextAbsence, untilMs);
    const spans = spansBetween(hours, atMs, end);
    yield* spans;
    if (spans.length > 0) quietSince = end;
    if (end - Math.max(quietSince, lastException) > QUIET_MS) return;
    atMs = end;
  }
}

/** @param untilMs at most a day after `fromMs`: no zone changes its offset twice within one */
function spansBetween(hours: WorkingHours, fromMs: number, untilMs: number): Span[] {
  return steadyOffsets(hours.zone, fromMs, untilMs).flatMap((part) => union(spansAtOffset(hours, part, part.offsetMs)));
}

function spansAtOffset(hours: WorkingHours, { fromMs, untilMs }: Span, offsetMs: number): Span[] {
  const spans: Span[] = [];
  const lastDay = Math.floor((untilMs - 1 + offsetMs) / DAY_MS);
  // One day back: a shift goes past midnight. Even 24:00–24:00, the longest, ends with the next day.
  for (let day = Math.floor((fromMs + offsetMs) / DAY_MS) - 1; day <= lastDay; day++) {
    if (hours.holidays.includes(new Date(day * DAY_MS).toISOString().slice(0, 10))) continue;
    for (const { from, to } of hours.week[weekdays[(((day + 3) % 7) + 7) % 7] ?? 'mon'] ?? []) {
      const start = minutes(from);
      const end = minutes(to) > start ? minutes(to) : minutes(to) + 1_440;
      const span = {
        fromMs: Math.max(fromMs, day * DAY_MS + start * MINUTE_MS - offsetMs),
        untilMs: Math.min(untilMs, day * DAY_MS + end * MINUTE_MS - offsetMs),
      };
      if (span.fromMs < span.untilMs) spans.push(span);
    }
  }
  return spans;
}

const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

/** Cuts a stretch of at most a day where the zone's offset changes, found to the millisecond by halving. */
function steadyOffsets(zone: string, fromMs: number, untilMs: number): (Span & { offsetMs: number })[] {
  const offsetMs = (atMs: number): number => IANAZone.create(zone).offset(atMs) * MINUTE_MS;
  const [first, last] = [offsetMs(fromMs), offsetMs(untilMs - 1)];
  if (first === last) return [{ fromMs, untilMs, offsetMs: first }];
  let [before, after] = [fromMs, untilMs - 1];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetMs(middle) === first) before = middle;
    else after = middle;
  }
  return [
    { fromMs, untilMs: after, offsetMs: first },
    { fromMs: after, untilMs, offsetMs: last },
  ];
}

function union(spans: Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans.filter((each) => each.fromMs < each.untilMs).sort((a, b) => a.fromMs - b.fromMs)) {
    const last = merged.at(-1);
    if (last && span.fromMs <= last.untilMs) last.untilMs = Math.max(last.untilMs, span.untilMs);
    else merged.push({ ...span });
  }
  return merged;
}
