import { parseJson, textOf } from '../../http/json.js';
import { equalTexts, decode, hmac, matchesAny, mismatch, missing } from '../signature.js';
import type { RawRequest, Verified } from '../source.js';

const OPEN_BRACKET = 0x5b;
const spaces = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * `X-Signature` is the HMAC-SHA1 of the body, or, of a batch, of its first item only. The item's own bytes are taken out of the body: reading
 * and writing it again would change numbers and the order of digits-only keys.
 */
export function verifySignature(request: RawRequest, secrets: readonly string[], batchHeader?: { name: string; value: string }): Verified {
  const given = request.headers['x-signature'];
  if (!given) return missing('X-Signature');
  const signature = decode(given, 'hex');
  if (!signature) return mismatch('X-Signature');
  const start = request.body.findIndex((byte) => !spaces.has(byte));
  if (request.body[start] !== OPEN_BRACKET) {
    return matchesAny(signature, secrets, (secret) => hmac('sha1', secret, request.body)) ? { ok: true } : mismatch('X-Signature');
  }
  const first = firstItem(request.body, start);
  if (!first || !matchesAny(signature, secrets, (secret) => hmac('sha1', secret, first.bytes))) return mismatch('X-Signature');
  return first.alone || carries(request, batchHeader) ? { ok: true } : unsignedRest;
}

const unsignedRest: Verified = {
  ok: false,
  because: 'bad-signature',
  detail:
    'Segment signs only the first item of a batch, so anyone could swap the others. Switch batching off at the destination, or configure options.batchHeader here and send that header.',
};

const carries = (request: RawRequest, header: { name: string; value: string } | undefined): boolean =>
  header !== undefined && equalTexts(request.headers[header.name] ?? '', header.value);

/** The bytes of the first item of a JSON array, and whether it is the only one. Undefined when there is none. */
function firstItem(body: Buffer, arrayStart: number): { bytes: Buffer; alone: boolean } | undefined {
  let at = arrayStart + 1;
  while (spaces.has(body[at] ?? 0)) at++;
  const start = at;
  let depth = 0;
  let inText = false;
  for (; at < body.length; at++) {
    const byte = String.fromCharCode(body[at]!);
    if (inText) {
      if (byte === '\\') at++;
      else if (byte === '"') inText = false;
    } else if (byte === '"') inText = true;
    else if (byte === '{' || byte === '[') depth++;
    else if (depth === 0 && (byte === ',' || byte === ']')) {
      let end = at;
      while (end > start && spaces.has(body[end - 1]!)) end--;
      return end > start ? { bytes: body.subarray(start, end), alone: byte === ']' } : undefined;
    } else if (byte === '}' || byte === ']') depth--;
  }
  return undefined;
}

/** One event or a batch, read losslessly. */
export const eventsOf = (request: RawRequest): unknown[] => [parseJson(textOf(request.body))].flat();
