import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../config/secret.js';

/** What a token is for. Each purpose has its own key, so that a link can never serve as a session. */
export type TokenPurpose = 'session' | 'enter' | 'take';

export type TokenReading = { ok: true; fields: string[]; expiresAtMs: number } | { ok: false; because: 'malformed' | 'forged' | 'expired' };

// 128 bits: as hard to guess as the ids inside, and short enough for a link in a text message.
const MAC_BYTES = 16;
// Far more than any token of ours; a longer one is not worth a hash.
const LONGEST = 1_000;

const keyFor = (purpose: TokenPurpose, key: Secret): Buffer =>
  Buffer.from(hkdfSync('sha256', key.reveal(), '', `firstline/${purpose}/v1`, 32));
const macOf = (body: string, purpose: TokenPurpose, key: Secret): Buffer =>
  createHmac('sha256', keyFor(purpose, key)).update(body).digest().subarray(0, MAC_BYTES);

/**
 * Makes a token that anybody can read and nobody can change, for cookies and links.
 * @param fields must not hold line breaks
 */
export function signToken(
  purpose: TokenPurpose,
  fields: readonly string[],
  { key, expiresAtMs }: { key: Secret; expiresAtMs: number },
): string {
  if (fields.some((field) => field.includes('\n'))) throw new TypeError('a field of a signed token holds a line break');
  const body = Buffer.from([Math.ceil(expiresAtMs / 1_000).toString(36), ...fields].join('\n')).toString('base64url');
  return `${body}.${macOf(body, purpose, key).toString('base64url')}`;
}

/** Reads what `signToken` made for the same purpose. The signature is checked in constant time, before anything else is believed. */
export function readToken(purpose: TokenPurpose, token: string, { key, nowMs }: { key: Secret; nowMs: number }): TokenReading {
  const [body, mac, more] = token.length <= LONGEST ? token.split('.') : [];
  if (!body || !mac || more !== undefined) return { ok: false, because: 'malformed' };
  const given = Buffer.from(mac, 'base64url');
  if (given.length !== MAC_BYTES || !timingSafeEqual(given, macOf(body, purpose, key))) return { ok: false, because: 'forged' };
  const [expires = '', ...fields] = Buffer.from(body, 'base64url').toString().split('\n');
  const expiresAtMs = Number.parseInt(expires, 36) * 1_000;
  return nowMs < expiresAtMs ? { ok: true, fields, expiresAtMs } : { ok: false, because: 'expired' };
}
