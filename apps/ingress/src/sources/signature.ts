import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Verified } from './source.js';

/** Five minutes both ways: a replayed request is old, and one from the future would stay replayable until then. */
export const WINDOW_MS = 300_000;

export const hmac = (algorithm: 'sha256' | 'sha1', key: string | Uint8Array, ...parts: (string | Uint8Array)[]): Buffer => {
  const mac = createHmac(algorithm, key);
  for (const part of parts) mac.update(part);
  return mac.digest();
};

/** Compares in constant time; a difference in length is no secret. */
export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);

/** Compares two texts in constant time, whatever their lengths. */
export const equalTexts = (a: string, b: string): boolean => equalBytes(hmac('sha256', 'compare', a), hmac('sha256', 'compare', b));

/** Hexadecimal or base64 as bytes; undefined when it is not exactly that. */
export function decode(text: string, encoding: 'hex' | 'base64'): Buffer | undefined {
  const bytes = Buffer.from(text, encoding);
  return text !== '' && bytes.toString(encoding) === (encoding === 'hex' ? text.toLowerCase() : text) ? bytes : undefined;
}

/** True when `given` is the HMAC under any of the secrets; all are tried, so that time does not tell which one matched. */
export function matchesAny(given: Uint8Array, secrets: readonly string[], mac: (secret: string) => Uint8Array): boolean {
  return secrets.map((secret) => equalBytes(given, mac(secret))).includes(true);
}

export const missing = (header: string): Verified => ({
  ok: false,
  because: 'missing-signature',
  detail: `The header ${header} is missing or empty.`,
});

export const mismatch = (what: string): Verified => ({
  ok: false,
  because: 'bad-signature',
  detail: `${what} does not match this body. Check that the secret here and at the sender are the same, and that nothing in between changes the body or the address.`,
});

/** Null when the instant lies within the window, else the refusal. */
export function outsideWindow(header: string, sentAtMs: number, receivedAtMs: number): Verified | null {
  const offBy = receivedAtMs - sentAtMs;
  if (Math.abs(offBy) <= WINDOW_MS) return null;
  const how = offBy > 0 ? 'old' : 'in the future';
  return {
    ok: false,
    because: 'stale-signature',
    detail: `${header} is ${Math.round(Math.abs(offBy) / 1_000)} s ${how}; at most ${WINDOW_MS / 1_000} s are taken. Check both clocks, and sign each attempt anew.`,
  };
}

/** Digits only, at most 13: seconds until the year 318857 or milliseconds until 2286. */
export const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,13}$/.test(text) ? Number(text) : undefined;
