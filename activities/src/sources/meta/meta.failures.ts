import type { ApplicationFailure } from '@temporalio/common';
import { willRetry, wontRetry } from '../../failures.js';
import type { GraphError } from './meta.schema.js';

/** A person has to renew a token; asking every few minutes notices it soon and costs nothing. */
const TOKEN_MS = 5 * 60_000;
const SLOW_DOWN_MS = 60_000;
const HOUR_MS = 60 * 60_000;
/** A lead may lag its webhook by seconds. With the waits of `fetchLead` twelve tries are a quarter of an hour. */
const TRIES_FOR_A_MISSING_LEAD = 12;

const limits = new Set([4, 17, 32, 341, 613, 80005]);
const tokens = new Set([10, 102, 104, 190, 200, 294, 2500]);

/** What Graph's error codes mean here. Meta's words are not kept: they name the object and the app. */
export function failureOf(
  { code, error_subcode: subcode, is_transient: transient }: GraphError,
  at: { lead: string; status: number; attempt: number; waitMs?: number },
): ApplicationFailure {
  const said = `Meta answered error ${code}${subcode === undefined ? '' : `/${subcode}`} for lead ${at.lead}`;
  if (limits.has(code)) return willRetry('SOURCE_UNAVAILABLE', `${said}: too many calls`, undefined, at.waitMs ?? SLOW_DOWN_MS);
  if (tokens.has(code) || (code > 200 && code < 300))
    return willRetry(
      'SOURCE_UNAUTHORISED',
      `${said}: check the connection’s accessToken and its leads_retrieval permission`,
      undefined,
      TOKEN_MS,
    );
  if (code === 100 && subcode === 33) {
    if (at.attempt >= TRIES_FOR_A_MISSING_LEAD)
      return wontRetry('SOURCE_REJECTED', `${said}: it does not exist, or this token may not see it`);
    return willRetry('SOURCE_UNAVAILABLE', `${said}: not there yet, or this token may not see it`);
  }
  if (transient || code === 1 || code === 2 || at.status >= 500) return willRetry('SOURCE_UNAVAILABLE', said);
  // An app that demands a proof says so with a bare 100; that is a matter of the secret, and heals.
  if (code === 100) return willRetry('SOURCE_UNAUTHORISED', `${said}: is secrets.current the secret of this app?`, undefined, TOKEN_MS);
  return wontRetry('SOURCE_REJECTED', said);
}

/** Minutes until calls count again, from the header that tells them; at most an hour, at least what is usual. */
export function waitMsFrom(header: string | undefined): number | undefined {
  if (!header) return undefined;
  const minutes = [...header.matchAll(/"estimated_time_to_regain_access"\s*:\s*(\d{1,6})/g)].map(([, found]) => Number(found));
  const most = Math.max(0, ...minutes);
  return most > 0 ? Math.min(most * 60_000, HOUR_MS) : undefined;
}
