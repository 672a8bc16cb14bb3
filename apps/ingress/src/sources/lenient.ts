import type { JsonValue } from '@firstline/domain/signal/signal';
import { z } from 'zod';

/**
 * Reading what vendors send. A value of the wrong kind or length costs that value, never the lead: it is cut or left out.
 */
export const cleanText = (value: unknown, max = 300): string | undefined => {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).trim();
  return text === '' ? undefined : clip(text, max);
};

/** Cut without splitting a character in two. */
const clip = (text: string, max: number): string =>
  text.length <= max
    ? text
    : text
        .slice(0, max)
        .toWellFormed()
        .replace(/\ufffd$/, '');

/** Schema fields; every one may be absent. Ids may be numbers in JSON. */
export const anything = z.unknown().optional();
export const text = (max = 300) =>
  z
    .unknown()
    .optional()
    .transform((value) => cleanText(value, max));
export const record = z
  .unknown()
  .optional()
  .transform((value): Record<string, unknown> => (isRecord(value) ? value : {}));

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** ISO 8601, or seconds or milliseconds since 1970, as an ISO instant; undefined for anything else and for years nobody means. */
export function instantOf(value: unknown): string | undefined {
  const ms =
    typeof value === 'number' ? (value < 100_000_000_000 ? value * 1_000 : value) : typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isFinite(ms) && ms > EARLIEST && ms < LATEST ? new Date(ms).toISOString() : undefined;
}
const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

/** An object with only what has a value. */
export const known = <T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

/** JSON of any shape within the sizes that a signal's properties may have. */
export function properties(value: unknown): Record<string, JsonValue> {
  return isRecord(value) ? (bounded(value) as Record<string, JsonValue>) : {};
}

function bounded(value: unknown): JsonValue {
  if (typeof value === 'string') return clip(value, 20_000);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.slice(0, 1_000).map(bounded);
  if (!isRecord(value)) return null;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, field]) => (key.length > 200 || field === undefined ? [] : [[key, bounded(field)]])),
  );
}
