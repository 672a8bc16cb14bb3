import type { IncomingHttpHeaders } from 'node:http';
import { decode, hmac, matchesAny, mismatch, missing, outsideWindow, wholeNumber } from '../sources/signature.js';
import type { Verified } from '../sources/source.js';

const TIMESTAMP = 'x-slack-request-timestamp';
const SIGNATURE = 'x-slack-signature';

/** Slack's v0 scheme: HMAC-SHA256 over `v0:<timestamp>:<raw body>`, within five minutes both ways. */
export function verifySlack({
  headers,
  body,
  secrets,
  nowMs,
}: {
  headers: IncomingHttpHeaders;
  body: Uint8Array;
  secrets: readonly string[];
  nowMs: number;
}): Verified {
  const timestamp = headers[TIMESTAMP];
  const signature = headers[SIGNATURE];
  if (typeof signature !== 'string' || signature === '') return missing(SIGNATURE);
  const seconds = wholeNumber(typeof timestamp === 'string' ? timestamp : undefined);
  if (seconds === undefined) return missing(TIMESTAMP);
  const given = signature.startsWith('v0=') ? decode(signature.slice(3), 'hex') : undefined;
  if (!given || !matchesAny(given, secrets, (secret) => hmac('sha256', secret, `v0:${timestamp as string}:`, body)))
    return mismatch(SIGNATURE);
  return outsideWindow(TIMESTAMP, seconds * 1_000, nowMs) ?? { ok: true };
}
