import { HttpFailure } from '@firstline/platform/http/http-failure';
import type { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { isOutcomeUnknown } from '../../failures.js';
import { failureOf } from './slack.failures.js';

const seen = (failure: ApplicationFailure) => ({
  type: failure.type,
  final: failure.nonRetryable === true,
  unknown: isOutcomeUnknown(failure),
});
const platform = (error: unknown) => ({ code: 'slack_webapi_platform_error', data: { ok: false, error } });
const acts = { acts: true };

const refusals = [
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'invalid_blocks',
  'msg_too_long',
  'no_text',
  'cant_update_message',
  'user_not_found',
  'users_not_found',
  'restricted_action',
  'invalid_arguments',
  'a_word_of_next_year',
];
const credentials = ['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired', 'missing_scope', 'no_permission'];

describe('what Slack’s refusals mean', () => {
  it.each(refusals)('%s: our request is wrong', (error) =>
    expect(seen(failureOf('m', platform(error), acts))).toEqual({ type: 'CHANNEL_REJECTED', final: true, unknown: false }),
  );
  it('message_not_found: somebody deleted it', () =>
    expect(seen(failureOf('m', platform('message_not_found'), acts))).toEqual({
      type: 'CHANNEL_MESSAGE_GONE',
      final: true,
      unknown: false,
    }));
  it.each(credentials)('%s: our token is wrong', (error) =>
    expect(seen(failureOf('m', platform(error), acts))).toEqual({ type: 'CHANNEL_UNAUTHORISED', final: true, unknown: false }),
  );
  it.each(['service_unavailable', 'request_timeout'])('%s: later', (error) =>
    expect(seen(failureOf('m', platform(error), acts))).toEqual({ type: 'CHANNEL_UNAVAILABLE', final: false, unknown: false }),
  );
  it.each(['internal_error', 'fatal_error'])('%s: part may be done, unless it was a read', (error) => {
    expect(seen(failureOf('m', platform(error), acts))).toEqual({ type: 'CHANNEL_UNAVAILABLE', final: false, unknown: true });
    expect(seen(failureOf('m', platform(error), { acts: false }))).toEqual({ type: 'CHANNEL_UNAVAILABLE', final: false, unknown: false });
  });
  it.each(['ratelimited', 'rate_limited'])('%s: slower', (error) =>
    expect(seen(failureOf('m', platform(error), acts))).toMatchObject({ type: 'CHANNEL_RATE_LIMITED', final: false }),
  );
  it.each(['<html>Please sign in</html>', '{"cut', '', 'Two words', 'x'.repeat(200), 7, null, undefined, { a: 1 }])(
    '%j is no word of Slack’s, and is not repeated',
    (error) => {
      const failure = failureOf('chat.postMessage', platform(error), acts);
      expect(seen(failure)).toEqual({ type: 'CHANNEL_UNAVAILABLE', final: false, unknown: true });
      expect(failure.message).toBe('Slack chat.postMessage answered something that cannot be understood');
    },
  );
});

describe('what happens below Slack', () => {
  it.each(Array.from({ length: 200 }, (_, at) => 400 + at))('status %i', (statusCode) => {
    const failure = seen(failureOf('m', { code: 'slack_webapi_http_error', statusCode, body: 'secret' }, acts));
    const refused = statusCode < 500 && statusCode !== 408;
    expect(failure).toEqual({
      type: refused ? 'CHANNEL_REJECTED' : 'CHANNEL_UNAVAILABLE',
      final: refused,
      unknown: !refused && statusCode !== 503,
    });
  });
  it.each([
    [new HttpFailure('POST slack.com/api/m broke off', { kind: 'connection', mayHaveActed: true }), true],
    [new HttpFailure('POST slack.com/api/m broke off (ECONNREFUSED)', { kind: 'connection', mayHaveActed: false }), false],
    [new Error('something else'), true],
  ])('%s', (original, unknown) => {
    expect(seen(failureOf('m', { code: 'slack_webapi_request_error', original }, acts))).toMatchObject({
      type: 'CHANNEL_UNAVAILABLE',
      unknown,
    });
    expect(seen(failureOf('m', { code: 'slack_webapi_request_error', original }, { acts: false }))).toMatchObject({ unknown: false });
  });
  it('a limit is waited out as long as Slack says', () => {
    expect(failureOf('m', { code: 'slack_webapi_rate_limited_error', retryAfter: 12 }, acts).nextRetryDelay).toBe(12_000);
    expect(failureOf('m', { code: 'slack_webapi_rate_limited_error' }, acts).nextRetryDelay).toBe(30_000);
  });
  it('an address that may not be called is final', () => {
    const original = new HttpFailure('refused', { kind: 'refused', mayHaveActed: false });
    expect(seen(failureOf('m', { code: 'slack_webapi_request_error', original }, acts))).toMatchObject({
      type: 'CHANNEL_REJECTED',
      final: true,
    });
  });
  it('a surprise leaves the outcome unknown', () =>
    expect(seen(failureOf('m', new TypeError('undefined is not a function'), acts))).toMatchObject({ unknown: true }));
});
