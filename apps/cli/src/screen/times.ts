const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `12 ms`, `4.2 s`, `1 min 5 s`, `2 h 10 min`, `3 d 4 h`: never more than ten characters, so that it fits a column. */
export function span(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole < SECOND) return `${whole} ms`;
  if (whole < MINUTE) return `${(Math.floor(whole / 100) / 10).toFixed(1)} s`;
  const [size, unit, below, belowUnit] =
    whole < HOUR
      ? ([MINUTE, 'min', SECOND, 's'] as const)
      : whole < DAY
        ? ([HOUR, 'h', MINUTE, 'min'] as const)
        : ([DAY, 'd', HOUR, 'h'] as const);
  const rest = Math.floor((whole % size) / below);
  return `${Math.floor(whole / size)} ${unit}${rest > 0 ? ` ${rest} ${belowUnit}` : ''}`;
}

/** `4:05`, `1:04:05`: what is left on a clock. */
export function clock(ms: number): string {
  const seconds = Math.ceil(Math.max(0, ms) / SECOND);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor((seconds % 3_600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** "3 min ago", "in 20.0 s" would be too exact for an age: whole units, the largest only. */
export function ago(atMs: number, nowMs: number): string {
  const ms = nowMs - atMs;
  const [size, unit] =
    Math.abs(ms) >= DAY ? [DAY, 'd'] : Math.abs(ms) >= HOUR ? [HOUR, 'h'] : Math.abs(ms) >= MINUTE ? [MINUTE, 'min'] : [SECOND, 's'];
  const count = Math.floor(Math.abs(ms) / size);
  if (count === 0) return 'just now';
  return ms < 0 ? `in ${count} ${unit}` : `${count} ${unit} ago`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `10:41:06`, in the reader's own zone, as the clock on the wall shows it. */
export function timeOf(atMs: number): string {
  const at = new Date(atMs);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** `10:41:06` today, `Mon 23 Nov 09:00` on another day. */
export function whenOf(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  if (at.toDateString() === new Date(nowMs).toDateString()) return timeOf(atMs);
  const day = at.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short' }).replace(',', '');
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
