import type { ApplicationFailure } from '@temporalio/common';
import { outcomeUnknown, willRetry, wontRetry } from '../../failures.js';

/** What nodemailer's errors carry. */
interface MailError {
  code?: string;
  responseCode?: number;
  command?: string;
  syscall?: string;
  name?: string;
}

/** A busy server says "later" and means minutes; the next try of the same action is soon enough. */
const LATER_MS = 15_000;
const beforeSending = new Set(['EDNS', 'ETLS', 'ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN']);

/**
 * What a failed e-mail means. Only the reply code is kept: servers repeat the address in their words.
 * @param handedOver the server had begun to read the letter
 */
export function failureOf(error: unknown, { handedOver }: { handedOver: boolean }): ApplicationFailure {
  const { code, responseCode, command } = error as MailError;
  const at = [command, responseCode].filter(Boolean).join(' ');
  if (code === 'EAUTH' || code === 'ENOAUTH' || (responseCode !== undefined && [530, 534, 535, 538].includes(responseCode)))
    return wontRetry('CHANNEL_UNAUTHORISED', `the mail server does not accept our user and password (${at || code}); check SMTP_URL`);
  if (responseCode !== undefined && responseCode >= 500 && responseCode < 600)
    return wontRetry('CHANNEL_REJECTED', `the mail server refused the message (${at})`);
  if (responseCode !== undefined && responseCode >= 400 && responseCode < 500)
    return willRetry('CHANNEL_UNAVAILABLE', `the mail server wants it later (${at})`, undefined, LATER_MS);
  if (!handedOver || (code !== undefined && beforeSending.has(code)))
    return willRetry('CHANNEL_UNAVAILABLE', `no connection to the mail server (${code ?? 'no reason given'})`);
  return outcomeUnknown('CHANNEL_UNAVAILABLE', `the mail server went away without a word on the message (${code ?? 'no reason given'})`);
}
