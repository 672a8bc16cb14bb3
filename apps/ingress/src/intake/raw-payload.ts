import { createHash } from 'node:crypto';
import { payloadId } from '@firstline/domain/signal/signal-id';
import type { KeyRing } from '@firstline/platform/crypto/key-ring';
import type { RawRequest } from '../sources/source.js';

/** Credentials of ours, and cookies of people, are nobody's evidence. */
const leftOut = new Set(['authorization', 'proxy-authorization', 'cookie', 'host', 'connection', 'content-length', 'accept-encoding']);

export interface SealedPayload {
  id: string;
  contentType: string;
  sealed: Uint8Array<ArrayBuffer>;
}

/** The delivery as it came, for replay and for disputes, sealed under the payload keys. The same body again is the same payload. */
export function sealPayload(request: RawRequest, connection: string, keys: KeyRing): SealedPayload {
  const id = payloadId(connection, createHash('sha256').update(request.body).digest('hex'));
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !leftOut.has(name)));
  const head = Buffer.from(`${JSON.stringify({ method: request.method, url: request.url, headers })}\n`);
  const sealed = keys.seal(Buffer.concat([head, request.body]), purposeOf(id));
  return { id, contentType: (request.headers['content-type'] ?? '').slice(0, 200), sealed: new Uint8Array(sealed) };
}

/** @throws CannotOpen */
export function openPayload(
  payload: { id: string; body: Uint8Array },
  keys: KeyRing,
): Pick<RawRequest, 'method' | 'url' | 'headers' | 'body'> {
  const plain = keys.open(payload.body, purposeOf(payload.id));
  const end = plain.indexOf(0x0a);
  const head = JSON.parse(plain.subarray(0, end).toString()) as Pick<RawRequest, 'method' | 'url' | 'headers'>;
  return { ...head, body: plain.subarray(end + 1) };
}

const purposeOf = (id: string): string => `raw-payload/${id}`;
