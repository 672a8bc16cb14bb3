import { randomUUID } from 'node:crypto';
import type { ConnectionOf } from '@firstline/domain/connections/connections.schema';
import type { RawRequest, Reply, Taken, Verified } from '../source.js';

type Options = ConnectionOf<'form'>['options'];

/** A browser says where the post comes from, in `Origin`, or at least in `Referer`. What says neither is no browser on our website. */
export function verifyOrigin(request: RawRequest, { origins }: Options): Verified {
  const referer = request.headers['referer'];
  const origin = request.headers['origin'] ?? (referer !== undefined && URL.canParse(referer) ? new URL(referer).origin : undefined);
  if (origin !== undefined && origins.includes(origin.toLowerCase())) return { ok: true };
  const from =
    origin === undefined ? 'The post does not say which website it comes from' : `Posts from "${origin.slice(0, 200)}" are not taken`;
  return { ok: false, because: 'origin-refused', detail: `${from}. Add the website to options.origins of this connection.` };
}

export const corsHeaders = (origin: string | undefined, { origins }: Options): Record<string, string> =>
  origin !== undefined && origins.includes(origin.toLowerCase())
    ? {
        vary: 'Origin',
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'POST, OPTIONS',
        'access-control-allow-headers': 'content-type',
        'access-control-max-age': '600',
      }
    : { vary: 'Origin' };

/** A plain HTML post wants a page next; a script wants JSON. */
export const wantsPage = (request: RawRequest): boolean =>
  request.mediaType !== 'application/json' && (request.headers['accept'] ?? '').includes('text/html');

const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Thank you</title>
<h1>Thank you</h1><p>We have received your message and will be in touch shortly.</p></html>`;

const pageHeaders = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" };

export function thank(request: RawRequest, [taken]: readonly Taken[], { thankYouUrl }: Options): Reply {
  if (wantsPage(request))
    return thankYouUrl === undefined
      ? { status: 200, headers: pageHeaders, body: page }
      : { status: 303, headers: { location: thankYouUrl } };
  // What fell into the honeypot looks like a success to the program that sent it.
  return { status: 202, body: taken && 'id' in taken ? { id: taken.id, status: taken.status } : { id: randomUUID(), status: 'accepted' } };
}
