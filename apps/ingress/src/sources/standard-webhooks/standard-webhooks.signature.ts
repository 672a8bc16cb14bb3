import { type KeyObject, createPublicKey, verify as verifyEd25519 } from 'node:crypto';
import type { RawRequest, SecretValues, Verified } from '../source.js';
import { WrongSecret } from '../source.js';
import { decode, equalBytes, hmac, mismatch, missing, outsideWindow, wholeNumber } from '../signature.js';

export type VerifyingKey = { scheme: 'v1'; key: Buffer } | { scheme: 'v1a'; key: KeyObject };

// The specification's bounds: below 24 bytes a secret can be guessed.
const MIN_SECRET = 24;
const MAX_SECRET = 64;
// A sender lists one signature for each key in rotation.
const MAX_LISTED = 16;

/** `whsec_` and base64 is a shared secret, `whpk_` and base64 the sender's ed25519 public key. */
export function verifyingKeys(secrets: SecretValues): VerifyingKey[] {
  return ['secrets.current', 'secrets.previous'].flatMap((use) => {
    const secret = secrets.get(use);
    return secret === undefined ? [] : [keyOf(use, secret)];
  });
}

function keyOf(use: string, secret: string): VerifyingKey {
  if (secret.startsWith('whpk_')) {
    const bytes = decode(secret.slice('whpk_'.length), 'base64');
    if (bytes?.length !== 32) throw new WrongSecret(use, 'must be whpk_ and a 32-byte ed25519 public key in base64');
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') };
    return { scheme: 'v1a', key: createPublicKey({ key: jwk, format: 'jwk' }) };
  }
  const bytes = decode(secret.startsWith('whsec_') ? secret.slice('whsec_'.length) : secret, 'base64');
  if (!bytes || bytes.length < MIN_SECRET || bytes.length > MAX_SECRET) {
    throw new WrongSecret(use, `must be whsec_ and ${MIN_SECRET} to ${MAX_SECRET} bytes in base64`);
  }
  return { scheme: 'v1', key: bytes };
}

/** Svix, whose scheme the standard is, still sends its own header names. */
export const header = (request: RawRequest, name: 'id' | 'timestamp' | 'signature'): string | undefined =>
  request.headers[`webhook-${name}`] ?? request.headers[`svix-${name}`];

/**
 * Signed is `<id>.<timestamp>.<body>`, over the bytes as they came. Any listed signature under any of our keys will do; all are tried.
 * The npm package `standardwebhooks` decodes the body to text first, reads the clock itself and knows no v1a; the unit test checks that we
 * agree with it on v1.
 */
export function verifySignature(request: RawRequest, keys: readonly VerifyingKey[]): Verified {
  const id = header(request, 'id');
  const sentAt = header(request, 'timestamp');
  const signatures = header(request, 'signature');
  if (!id) return missing('webhook-id');
  if (!sentAt) return missing('webhook-timestamp');
  if (!signatures) return missing('webhook-signature');
  const seconds = wholeNumber(sentAt);
  if (seconds === undefined) return { ok: false, because: 'bad-signature', detail: 'webhook-timestamp must be seconds since 1970.' };
  if (id.includes('.')) return { ok: false, because: 'bad-signature', detail: 'webhook-id must not contain a full stop.' };
  const stale = outsideWindow('webhook-timestamp', seconds * 1_000, request.receivedAtMs);
  if (stale) return stale;

  const head = `${id}.${sentAt}.`;
  const listed = signatures.split(' ').slice(0, MAX_LISTED);
  const matches = keys.flatMap((key) => listed.map((signature) => matchesOne(signature, key, head, request.body)));
  return matches.includes(true) ? { ok: true } : mismatch('webhook-signature');
}

function matchesOne(listed: string, key: VerifyingKey, head: string, body: Buffer): boolean {
  const [scheme, encoded = ''] = listed.split(',', 2);
  const signature = scheme === key.scheme ? decode(encoded, 'base64') : undefined;
  if (!signature) return false;
  return key.scheme === 'v1'
    ? equalBytes(signature, hmac('sha256', key.key, head, body))
    : verifyEd25519(null, Buffer.concat([Buffer.from(head), body]), key.key, signature);
}
