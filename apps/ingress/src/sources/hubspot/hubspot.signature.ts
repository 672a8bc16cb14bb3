import { decode, hmac, matchesAny, mismatch, missing, outsideWindow, wholeNumber } from '../signature.js';
import type { RawRequest, Verified } from '../source.js';

// HubSpot writes these characters plainly in the address that it signs, however they were escaped on the way.
const plainly = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;
const signedUri = (url: string): string => url.replaceAll(plainly, (escape) => decodeURIComponent(escape));

/**
 * Signature v3: HMAC-SHA256 over method, address, body and time. The versions before it carry no time and are not taken.
 * HubSpot's own library lets timestamps of the future pass; we do not.
 */
export function verifySignature(request: RawRequest, secrets: readonly string[]): Verified {
  const given = request.headers['x-hubspot-signature-v3'];
  const sentAt = request.headers['x-hubspot-request-timestamp'];
  if (!given) return missing('X-HubSpot-Signature-v3');
  if (!sentAt) return missing('X-HubSpot-Request-Timestamp');
  const sentAtMs = wholeNumber(sentAt);
  const signature = decode(given, 'base64');
  if (sentAtMs === undefined || !signature) return mismatch('X-HubSpot-Signature-v3');
  const stale = outsideWindow('X-HubSpot-Request-Timestamp', sentAtMs, request.receivedAtMs);
  if (stale) return stale;
  const uri = signedUri(request.url);
  return matchesAny(signature, secrets, (secret) => hmac('sha256', secret, request.method, uri, request.body, sentAt))
    ? { ok: true }
    : mismatch(`X-HubSpot-Signature-v3 (for the address ${request.url.split('?', 1)[0]})`);
}
