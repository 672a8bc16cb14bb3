import { describe, expect, it } from 'vitest';
import { isOutcomeUnknown } from '../../failures.js';
import { failureOf } from './email.failures.js';

const seen = (error: object, handedOver = true) => {
  const failure = failureOf(error, { handedOver });
  return { type: failure.type, final: failure.nonRetryable === true, unknown: isOutcomeUnknown(failure) };
};
const later = { type: 'CHANNEL_UNAVAILABLE', final: false, unknown: false };
const never = { type: 'CHANNEL_REJECTED', final: true, unknown: false };
const login = { type: 'CHANNEL_UNAUTHORISED', final: true, unknown: false };

describe('what a mail server’s reply means', () => {
  it.each(Array.from({ length: 100 }, (_, at) => 400 + at))('%i: later', (responseCode) =>
    expect(seen({ code: 'EENVELOPE', command: 'RCPT TO', responseCode })).toEqual(later),
  );
  it.each(Array.from({ length: 100 }, (_, at) => 500 + at))('%i: never, or our password', (responseCode) =>
    expect(seen({ code: 'EMESSAGE', command: 'DATA', responseCode })).toEqual([530, 534, 535, 538].includes(responseCode) ? login : never),
  );
  it('a login that fails is ours to mend', () => expect(seen({ code: 'EAUTH', responseCode: 454 })).toEqual(login));
  it('only the code is repeated, for servers repeat addresses', () => {
    const failure = failureOf(
      {
        code: 'EENVELOPE',
        command: 'RCPT TO',
        responseCode: 550,
        response: '550 <ana@firstline.example> unknown',
        message: 'ana@firstline.example',
      },
      { handedOver: false },
    );
    expect(failure.message).toBe('the mail server refused the message (RCPT TO 550)');
    expect(failure.cause).toBeUndefined();
  });
});

describe('no reply at all', () => {
  it.each(['ESOCKET', 'ECONNECTION', 'ETIMEDOUT', 'EPROTOCOL', undefined])('%s before the letter was read: surely not sent', (code) =>
    expect(seen({ code }, false)).toEqual(later),
  );
  it.each(['ESOCKET', 'ECONNECTION', 'ETIMEDOUT', 'EPROTOCOL', 'EMESSAGE', undefined])('%s after it: nobody knows', (code) =>
    expect(seen({ code }, true)).toEqual({ ...later, unknown: true }),
  );
  it.each(['EDNS', 'ETLS', 'ECONNREFUSED'])('%s: there was no connection to hand it over', (code) =>
    expect(seen({ code }, true)).toEqual(later),
  );
});
