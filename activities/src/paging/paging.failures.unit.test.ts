import { HttpFailure } from '@firstline/platform/http/http-failure';
import { describe, expect, it } from 'vitest';
import type { ApplicationFailure } from '@temporalio/common';
import { isOutcomeUnknown } from '../failures.js';
import { failureOf } from './paging.failures.js';

const seen = (error: unknown) => {
  const failure = failureOf('PagerDuty', error) as ApplicationFailure;
  return { type: failure.type, final: failure.nonRetryable === true, unknown: isOutcomeUnknown(failure) };
};
const answered = (status: number, retryAfterMs?: number): HttpFailure =>
  new HttpFailure(`POST hooks.example/secret-path answered ${status}`, {
    kind: 'status',
    status,
    mayHaveActed: status >= 500 && status !== 501 && status !== 503,
    retryAfterMs,
  });

describe('what a paging service’s refusal means', () => {
  it.each(Array.from({ length: 200 }, (_, at) => 400 + at))('status %i', (status) => {
    const final = status < 500 && ![408, 425, 429].includes(status);
    expect(seen(answered(status))).toEqual({
      type: final ? 'PAGING_REJECTED' : 'PAGING_UNAVAILABLE',
      final,
      unknown: status >= 500 && status !== 501 && status !== 503,
    });
  });
  it('a limit is waited out as long as it says, or a minute', () => {
    expect((failureOf('x', answered(429, 7_000)) as ApplicationFailure).nextRetryDelay).toBe(7_000);
    expect((failureOf('x', answered(429)) as ApplicationFailure).nextRetryDelay).toBe(60_000);
  });
  it('an address is never repeated: its path may be its password', () => {
    for (const status of [400, 429, 500, 503])
      expect((failureOf('the page webhook', answered(status)) as Error).message).not.toContain('secret-path');
  });
  it('what is no answer may have arrived', () => {
    expect(seen(new HttpFailure('x', { kind: 'timeout', mayHaveActed: true }))).toMatchObject({ unknown: true });
    expect(seen(new HttpFailure('x', { kind: 'connection', mayHaveActed: false }))).toMatchObject({ unknown: false, final: false });
    expect(seen(new HttpFailure('x', { kind: 'refused', mayHaveActed: false }))).toMatchObject({ type: 'PAGING_REJECTED', final: true });
  });
  it('a failure that is coded already stays as it is', () => {
    const surprise = new TypeError('x');
    expect(failureOf('x', surprise)).toBe(surprise);
  });
});
