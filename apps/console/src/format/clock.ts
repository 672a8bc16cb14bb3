import { clockDigits, spokenDuration } from './duration.js';

/** How a running clock should feel. `soon` is the last third of the time, `urgent` the last tenth. */
export type ClockMood = 'calm' | 'soon' | 'urgent' | 'overdue';

export interface Clock {
  mood: ClockMood;
  /** `4:32`, or `overdue by 0:12`. */
  text: string;
  /** The same for a column: `4:32`, or `0:12 over`. */
  short: string;
  /** For screen readers; changes with the text, announced only when the mood changes. */
  spoken: string;
  /** What is left of the whole time, 1 to 0. */
  left: number;
}

/** The clock of an offer. Computed from instants, never counted down: a page that slept shows the right time when it wakes. */
export function clockOf({ startMs, dueMs, nowMs }: { startMs: number; dueMs: number; nowMs: number }): Clock {
  const remaining = dueMs - nowMs;
  const whole = Math.max(1, dueMs - startMs);
  const left = Math.min(1, Math.max(0, remaining / whole));
  if (remaining <= 0) {
    const digits = clockDigits(remaining);
    return {
      mood: 'overdue',
      text: `overdue by ${digits}`,
      short: `${digits} over`,
      spoken: `overdue by ${spokenDuration(remaining)}`,
      left: 0,
    };
  }
  // A whole second that has begun still counts: the clock shows 0:01 until the very end, and never 0:00 with time left.
  const shown = Math.ceil(remaining / 1_000) * 1_000;
  const digits = clockDigits(shown);
  return {
    mood: left <= 0.1 ? 'urgent' : left <= 1 / 3 ? 'soon' : 'calm',
    text: digits,
    short: digits,
    spoken: `${spokenDuration(shown)} left`,
    left,
  };
}
