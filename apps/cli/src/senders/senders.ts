import { createHmac } from 'node:crypto';

/** A request as its sender would make it, signed. */
export interface SignedRequest {
  path: string;
  headers: Record<string, string>;
  body: string;
  /** The event id that the connection derives, for senders whose answer does not name the signal. */
  event?: { connection: string; eventId: string };
}

const json = { 'content-type': 'application/json' };
const webhook = (connection: string): string => `/v1/webhooks/${connection}`;

/** Our own API: the key is the signature. */
export const canonical = (key: string, signal: object): SignedRequest => ({
  path: '/v1/signals',
  headers: { ...json, authorization: `Bearer ${key}` },
  body: JSON.stringify(signal),
});

/** Standard Webhooks v1: HMAC-SHA256 over `id.timestamp.body`. @param secret `whsec_…` */
export function signStandardWebhook(
  secret: string,
  { id, atMs, body }: { id: string; atMs: number; body: string },
): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1_000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

export function standardWebhook(
  connection: string,
  secret: string,
  event: { id: string; type: string; data: object; atMs: number },
): SignedRequest {
  const body = JSON.stringify({ type: event.type, timestamp: new Date(event.atMs).toISOString(), data: event.data });
  return {
    path: webhook(connection),
    headers: { ...json, ...signStandardWebhook(secret, { id: event.id, atMs: event.atMs, body }) },
    body,
  };
}

/** A browser's plain form post. Nothing is signed; the origin says which website it is. */
export const formPost = (connection: string, origin: string, fields: Record<string, string>): SignedRequest => ({
  path: webhook(connection),
  headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json', origin },
  body: new URLSearchParams(fields).toString(),
});

/** HubSpot signature v3: HMAC-SHA256 over method, address, body and time. */
export function signHubspot(secret: string, { url, atMs, body }: { url: string; atMs: number; body: string }): Record<string, string> {
  const signature = createHmac('sha256', secret).update(`POST${url}${body}${atMs}`).digest('base64');
  return { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': String(atMs) };
}

export function hubspot(
  connection: string,
  secret: string,
  { baseUrl, events, atMs }: { baseUrl: string; events: object[]; atMs: number },
): SignedRequest {
  const path = webhook(connection);
  const body = JSON.stringify(events);
  return { path, headers: { ...json, ...signHubspot(secret, { url: new URL(path, baseUrl).href, atMs, body }) }, body };
}

/** Segment: HMAC-SHA1 over the body, in hexadecimal. */
export const signSegment = (secret: string, body: string): Record<string, string> => ({
  'x-signature': createHmac('sha1', secret).update(body).digest('hex'),
});

export function segment(connection: string, secret: string, event: object): SignedRequest {
  const body = JSON.stringify(event);
  return { path: webhook(connection), headers: { ...json, ...signSegment(secret, body) }, body };
}

/** Meta: HMAC-SHA256 over the body, in hexadecimal. */
export const signMeta = (secret: string, body: string): Record<string, string> => ({
  'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
});

/** What Meta says of a new lead: ids only; the lead itself is fetched. */
export function leadgenNotification({ leadgenId, atMs }: { leadgenId: string; atMs: number }): string {
  const created = Math.floor(atMs / 1_000);
  const value = { leadgen_id: leadgenId, page_id: '1001', form_id: '3003', adgroup_id: '4004', ad_id: '5005', created_time: created };
  return JSON.stringify({ object: 'page', entry: [{ id: '1001', time: created, changes: [{ field: 'leadgen', value }] }] });
}

export function meta(connection: string, secret: string, notification: { leadgenId: string; atMs: number }): SignedRequest {
  const body = leadgenNotification(notification);
  const event = { connection, eventId: notification.leadgenId };
  return { path: webhook(connection), headers: { ...json, ...signMeta(secret, body) }, body, event };
}
