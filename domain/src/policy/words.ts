const units: [ms: number, one: string, many: string][] = [
  [86_400_000, 'day', 'days'],
  [3_600_000, 'hour', 'hours'],
  [60_000, 'minute', 'minutes'],
  [1_000, 'second', 'seconds'],
];

/** `90000` → "1 minute 30 seconds"; the two largest units that matter. */
export function durationInWords(ms: number): string {
  const parts: string[] = [];
  let rest = Math.max(0, Math.round(ms));
  for (const [size, one, many] of units) {
    const count = Math.floor(rest / size);
    if (count === 0) {
      if (parts.length > 0) break;
      continue;
    }
    parts.push(`${count} ${count === 1 ? one : many}`);
    rest -= count * size;
    if (parts.length === 2) break;
  }
  return parts.join(' ') || (rest > 0 ? `${rest} ms` : '0 seconds');
}

/** "3 days ago", "just now"; a time ahead of us is "just now" too, since clocks differ. */
export function ageInWords(atMs: number, nowMs: number): string {
  const ms = nowMs - atMs;
  const unit = units.find(([size]) => ms >= size);
  if (!unit) return 'just now';
  const [size, one, many] = unit;
  const count = Math.floor(ms / size);
  return `${count} ${count === 1 ? one : many} ago`;
}

/** "a, b and c" */
export function listInWords(items: readonly string[], last = 'and'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`;
}

/** The sentence's first letter large, its end closed. */
export const asSentence = (text: string): string => {
  const trimmed = text.trim();
  const end = /[.!?…]$/.test(trimmed) ? '' : '.';
  return trimmed.charAt(0).toUpperCase() + trimmed.slice(1) + end;
};
