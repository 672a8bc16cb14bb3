import { randomBytes } from 'node:crypto';

import { signHubspot, signMeta, signSegment, signStandardWebhook, type SignedRequest } from '../senders/senders.js';
import type { Letter } from './letter.js';

/** What proves the sender, besides the letter. */
export interface SealWith {
  /** Of the connection: a shared secret, or the ingest key of our own API. */
  secret: string;
  /** What the sender's clock says. */
  atMs: number;
  /** Of the address that is signed, for senders who sign it. */
  signedBaseUrl: string;
}

/** Signs a letter as its kind of sender does. */
export function seal(letter: Letter, { secret, atMs, signedBaseUrl }: SealWith): SignedRequest {
  const { kind, connection, body, contentType, eventId } = letter;
  const path = kind === 'canonical' ? '/v1/signals' : `/v1/webhooks/${connection.id}`;
  const headers = { 'content-type': contentType, accept: 'application/json' };
  switch (connection.kind) {
    case 'canonical':
      return { path, body, headers: { ...headers, authorization: `Bearer ${secret}` } };
    case 'form':
      return { path, body, headers: { ...headers, origin: secret } };
    case 'standard-webhooks':
      return { path, body, headers: { ...headers, ...signStandardWebhook(secret, { id: `msg_${eventId}`, atMs, body }) } };
    case 'hubspot':
      return { path, body, headers: { ...headers, ...signHubspot(secret, { url: signedBaseUrl + path, atMs, body }) } };
    case 'segment':
      return { path, body, headers: { ...headers, ...signSegment(secret, body) } };
    case 'meta':
      return { path, body, headers: { ...headers, ...signMeta(secret, body) } };
  }
}

/** Of the right shape, and nobody's: what a stranger would have. */
export function strangersSecret(kind: Letter['kind']): string {
  switch (kind) {
    case 'canonical':
      return `fl_ingest_${randomBytes(32).toString('base64url')}`;
    case 'form':
      return 'https://another-website.example';
    case 'standard-webhooks':
      return `whsec_${randomBytes(32).toString('base64')}`;
    default:
      return randomBytes(32).toString('base64url');
  }
}
