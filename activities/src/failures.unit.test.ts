import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { isOutcomeUnknown, outcomeUnknown, willRetry, wontRetry } from './failures.js';

describe('a failure', () => {
  it('says whether it is worth another try, and when', () => {
    expect(wontRetry('CRM_REJECTED', 'no such field')).toMatchObject({ type: 'CRM_REJECTED', nonRetryable: true });
    expect(willRetry('CHANNEL_RATE_LIMITED', 'slow down', undefined, 1_500)).toMatchObject({ nonRetryable: false, nextRetryDelay: 1_500 });
  });

  it('keeps its cause, and a bounded part of what a vendor said', () => {
    const cause = new Error('socket hang up');
    const failure = willRetry('CRM_UNAVAILABLE', 'x'.repeat(10_000), cause);
    expect(failure.cause).toBe(cause);
    expect(failure.message.length).toBe(500);
    expect(willRetry('CRM_UNAVAILABLE', 'down', 'not an error').cause).toBeUndefined();
  });

  it('leaves the outcome open when the request may have been carried out, and when it is a surprise', () => {
    expect(isOutcomeUnknown(outcomeUnknown('CHANNEL_UNAVAILABLE', 'no answer after sending'))).toBe(true);
    expect(isOutcomeUnknown(new TypeError('cannot read properties of undefined'))).toBe(true);
    expect(isOutcomeUnknown('a string')).toBe(true);
    expect(isOutcomeUnknown(willRetry('CHANNEL_UNAVAILABLE', '503'))).toBe(false);
    expect(isOutcomeUnknown(ApplicationFailure.create({ message: 'plain', details: [null] }))).toBe(false);
  });
});
