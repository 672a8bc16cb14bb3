/**
 * - `refused`: we did not send it (an inside address, a redirect to another host). Final.
 * - `connection`: no connection, or it broke.
 * - `timeout`: no whole answer in time.
 * - `status`: an answer that the caller did not accept.
 * - `unreadable`: an accepted answer that is too large or is not what it claims to be.
 */
export type HttpFailureKind = 'refused' | 'connection' | 'timeout' | 'status' | 'unreadable';

/** A failed outgoing call. The message names method, host and path; never a query, a header or what the vendor said. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly kind: HttpFailureKind;
  /** The other side may have done it: look it up before doing it again. Always false for GET and HEAD. */
  readonly mayHaveActed: boolean;
  readonly status: number | undefined;
  /** From `Retry-After`, capped at an hour. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    facts: {
      kind: HttpFailureKind;
      mayHaveActed: boolean;
      status?: number | undefined;
      retryAfterMs?: number | undefined;
      cause?: unknown;
    },
  ) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.kind = facts.kind;
    this.mayHaveActed = facts.mayHaveActed;
    this.status = facts.status;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

const HOUR_MS = 3_600_000;

/** Reads `Retry-After`: seconds or a date (RFC 9110, 10.2.3). */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), HOUR_MS) : undefined;
}

export const refused = (message: string): HttpFailure => new HttpFailure(message, { kind: 'refused', mayHaveActed: false });
