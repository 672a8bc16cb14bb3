import { HttpFailure } from '@firstline/platform/http/http-failure';
import { ErrorCode } from '@slack/web-api';
import type { ApplicationFailure } from '@temporalio/common';
import { outcomeUnknown, willRetry, wontRetry } from '../../failures.js';

/** Without a Retry-After of its own. */
const SLOW_DOWN_MS = 30_000;

const passing = new Set(['service_unavailable', 'request_timeout', 'team_added_to_org', 'accesslimited']);
/** Slack says of these that part of the call may have been carried out. */
const unclear = new Set(['internal_error', 'fatal_error']);
const limited = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded']);
const unauthorised = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'no_permission',
  'missing_scope',
  'not_allowed_token_type',
  'org_login_required',
  'ekm_access_denied',
]);

/**
 * What a failed call to Slack means. The SDK's errors are not kept as causes: they quote Slack's answer, and an answer that was not
 * JSON stands whole in their message.
 * @param acts false for calls that only read, whose outcome can never be unknown
 */
export function failureOf(method: string, error: unknown, { acts }: { acts: boolean }): ApplicationFailure {
  const { code, original, data, statusCode, retryAfter } = error as SlackSdkError;
  const said = `Slack ${method}`;
  switch (code) {
    case ErrorCode.RateLimitedError:
      return willRetry('CHANNEL_RATE_LIMITED', `${said}: too many calls`, undefined, (retryAfter ?? 0) * 1_000 || SLOW_DOWN_MS);
    case ErrorCode.PlatformError:
      return platformFailure(said, data?.error, acts);
    case ErrorCode.HTTPError:
      // 503 says that nobody took it up; any other 5xx does not tell what happened behind the gateway.
      if (statusCode !== undefined && statusCode >= 400 && statusCode < 500 && statusCode !== 408)
        return wontRetry('CHANNEL_REJECTED', `${said} answered ${statusCode}`);
      return unknownIf(acts && statusCode !== 503, `${said} answered ${statusCode ?? 'something unreadable'}`);
    case ErrorCode.RequestError: {
      const acted = original instanceof HttpFailure ? original.mayHaveActed : true;
      if (original instanceof HttpFailure && original.kind === 'refused') return wontRetry('CHANNEL_REJECTED', original.message);
      return unknownIf(acts && acted, original instanceof HttpFailure ? original.message : `${said} broke off`);
    }
    default:
      return unknownIf(acts, `${said} failed in a way we do not know`);
  }
}

/** An answer that is no answer: it came after Slack had read the call. */
export const notUnderstood = (method: string, { acts }: { acts: boolean }): ApplicationFailure =>
  unknownIf(acts, `Slack ${method} answered something that cannot be understood`);

function platformFailure(said: string, error: unknown, acts: boolean): ApplicationFailure {
  // What is not JSON arrives here as the error's name.
  if (typeof error !== 'string' || !/^[a-z][a-z0-9_]{1,60}$/.test(error))
    return unknownIf(acts, `${said} answered something that cannot be understood`);
  if (error === 'message_not_found') return wontRetry('CHANNEL_MESSAGE_GONE', `${said}: ${error}`);
  if (limited.has(error)) return willRetry('CHANNEL_RATE_LIMITED', `${said}: ${error}`, undefined, SLOW_DOWN_MS);
  if (unauthorised.has(error)) return wontRetry('CHANNEL_UNAUTHORISED', `${said}: ${error}; check SLACK_BOT_TOKEN and its scopes`);
  if (unclear.has(error)) return unknownIf(acts, `${said}: ${error}`);
  if (passing.has(error)) return willRetry('CHANNEL_UNAVAILABLE', `${said}: ${error}`);
  return wontRetry('CHANNEL_REJECTED', `${said}: ${error}`);
}

const unknownIf = (unknown: boolean, message: string): ApplicationFailure =>
  unknown ? outcomeUnknown('CHANNEL_UNAVAILABLE', message) : willRetry('CHANNEL_UNAVAILABLE', message);

interface SlackSdkError {
  code?: string;
  original?: unknown;
  data?: { error?: unknown };
  statusCode?: number;
  retryAfter?: number;
}
