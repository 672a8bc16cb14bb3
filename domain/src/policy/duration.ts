import { z } from 'zod';

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Reads `250ms`, `90s`, `5m`, `4h` or `30d`; several parts add up (`1h30m`).
 * @returns milliseconds, or undefined when the text is no duration
 */
export function parseDuration(text: string): number | undefined {
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)\s*/gy)];
  const read = parts.reduce((length, part) => length + part[0].length, 0);
  if (parts.length === 0 || read !== text.trim().length) return undefined;
  return parts.reduce((sum, part) => sum + Number(part[1]) * unitMs[part[2] as keyof typeof unitMs], 0);
}

/** A duration in a policy file; every wait is policy, so that tests run with milliseconds. */
export const durationMs = z
  .string({ error: 'must be a duration such as 90s, 5m, 4h or 30d' })
  .max(40)
  .transform((text, context) => {
    const ms = parseDuration(text);
    if (ms !== undefined) return ms;
    context.addIssue({ code: 'custom', message: `"${text}" is not a duration; write 90s, 5m, 4h or 30d` });
    return z.NEVER;
  });
