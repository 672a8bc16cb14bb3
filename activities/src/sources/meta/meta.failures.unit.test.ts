import { describe, expect, it } from 'vitest';
import { failureOf, waitMsFrom } from './meta.failures.js';

const at = { lead: '2002', status: 400, attempt: 1 };
const seen = (error: Parameters<typeof failureOf>[0], where: Partial<Parameters<typeof failureOf>[1]> = {}) => {
  const failure = failureOf(error, { ...at, ...where });
  return { type: failure.type, final: failure.nonRetryable === true };
};

describe('what Graph’s error codes mean for a lead', () => {
  it.each([4, 17, 32, 341, 613])('%i: slower', (code) => {
    expect(seen({ code })).toEqual({ type: 'SOURCE_UNAVAILABLE', final: false });
    expect(failureOf({ code }, at).nextRetryDelay).toBe(60_000);
    expect(failureOf({ code }, { ...at, waitMs: 120_000 }).nextRetryDelay).toBe(120_000);
  });
  it.each([10, 102, 190, 200, 210, 230, 294, 299, 2500])('%i: a person must mend the token, and the lead waits for it', (code) => {
    expect(seen({ code })).toEqual({ type: 'SOURCE_UNAUTHORISED', final: false });
    expect(failureOf({ code }, at).nextRetryDelay).toBe(300_000);
  });
  it.each([1, 2])('%i: Meta is not well', (code) => expect(seen({ code })).toEqual({ type: 'SOURCE_UNAVAILABLE', final: false }));
  it.each([
    [{ code: 99, is_transient: true }, {}],
    [{ code: 99 }, { status: 500 }],
  ] as const)('%o %o: passes', (error, where) => expect(seen(error, where)).toEqual({ type: 'SOURCE_UNAVAILABLE', final: false }));
  it.each(Array.from({ length: 14 }, (_, attempt) => attempt + 1))('100/33 at try %i: not there yet, until the twelfth', (attempt) => {
    const error = { code: 100, error_subcode: 33 };
    expect(seen(error, { attempt })).toEqual(
      attempt < 12 ? { type: 'SOURCE_UNAVAILABLE', final: false } : { type: 'SOURCE_REJECTED', final: true },
    );
  });
  it.each([3, 803, 2635, 506])('%i: will stay wrong', (code) => expect(seen({ code })).toEqual({ type: 'SOURCE_REJECTED', final: true }));
});

describe('how long Meta wants us to wait', () => {
  it.each([
    ['{"123":[{"type":"leadgen","call_count":100,"estimated_time_to_regain_access":5}]}', 300_000],
    ['{"1":[{"estimated_time_to_regain_access":0}],"2":[{"estimated_time_to_regain_access": 7}]}', 420_000],
    ['{"1":[{"estimated_time_to_regain_access":99999}]}', 3_600_000],
    ['{"1":[{"estimated_time_to_regain_access":0}]}', undefined],
    ['not json', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s', (header, expected) => expect(waitMsFrom(header)).toBe(expected));
});
