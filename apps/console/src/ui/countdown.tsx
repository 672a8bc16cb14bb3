import { clockOf } from '../format/clock.js';
import { exactText } from '../format/instant.js';
import classes from './countdown.module.css';
import { useSecondsUntil } from './time.js';

/** A running clock for a row: a small ring that empties, and the time left. */
export function Countdown({ from, due }: { from: string; due: string }) {
  const dueMs = Date.parse(due);
  const clock = clockOf({ startMs: Date.parse(from), dueMs, nowMs: useSecondsUntil(dueMs) });
  return (
    <span className={classes['countdown']} data-mood={clock.mood} title={`Due ${exactText(dueMs)}`}>
      <svg className={classes['ring']} viewBox="0 0 16 16" aria-hidden="true">
        <circle className={classes['track']} cx="8" cy="8" r="6" />
        <circle className={classes['hand']} cx="8" cy="8" r="6" pathLength="100" strokeDasharray={`${clock.left * 100} 100`} />
      </svg>
      <span aria-hidden="true">{clock.short}</span>
      <span className="hidden-text">{clock.spoken}</span>
    </span>
  );
}
