const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const two = (value: number): string => String(value).padStart(2, '0');

/** A length of time as a stop-watch shows it: `4:32`, `1:04:32`, `2 d 3 h`. The sign is the caller's business. */
export function clockDigits(ms: number): string {
  const whole = Math.floor(Math.abs(ms) / second);
  const seconds = whole % 60;
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3_600);
  if (hours >= 24) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

const counted = (value: number, unit: string): string => `${value} ${unit}${value === 1 ? '' : 's'}`;

/** The same length in words, for people who listen: `4 minutes 32 seconds`. The two largest units only. */
export function spokenDuration(ms: number): string {
  let rest = Math.floor(Math.abs(ms) / second) * second;
  const words: string[] = [];
  for (const [unit, name] of [
    [day, 'day'],
    [hour, 'hour'],
    [minute, 'minute'],
    [second, 'second'],
  ] as const) {
    const value = Math.floor(rest / unit);
    rest -= value * unit;
    if (value > 0) words.push(counted(value, name));
    if (words.length === 2) break;
  }
  return words.join(' ') || '0 seconds';
}

/** How long something took, short enough for a column: `84 ms`, `1.2 s`, `3 min 5 s`, `2 h 4 min`. */
export function tookText(ms: number): string {
  if (ms < second) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / second).toFixed(1)} s`;
  if (ms < minute) return '1 min';
  if (ms < hour) return joined(Math.floor(ms / minute), 'min', Math.floor((ms % minute) / second), 's');
  if (ms < day) return joined(Math.floor(ms / hour), 'h', Math.floor((ms % hour) / minute), 'min');
  return joined(Math.floor(ms / day), 'd', Math.floor((ms % day) / hour), 'h');
}

const joined = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;

/** How long ago, or how long from now, in one glance: `just now`, `2 min ago`, `in 3 h`. */
export function agoText(atMs: number, nowMs: number): string {
  const apart = nowMs - atMs;
  // A few seconds either way are the two machines' clocks, not news.
  if (Math.abs(apart) < 5 * second) return 'just now';
  const size = Math.abs(apart);
  const text =
    size < minute
      ? `${Math.floor(size / second)} s`
      : size < hour
        ? `${Math.floor(size / minute)} min`
        : size < day
          ? `${Math.floor(size / hour)} h`
          : `${Math.floor(size / day)} d`;
  return apart > 0 ? `${text} ago` : `in ${text}`;
}
