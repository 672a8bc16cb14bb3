import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

export const secrets = {
  PRODUCT_SECRET: 'whsec_c3BlZWQtdG8tbGVhZC10ZXN0LXNlY3JldC0zMmI=',
  HUBSPOT_SECRET: 'hubspot-client-secret',
  SEGMENT_SECRET: 'segment-shared-secret',
  META_SECRET: 'meta-app-secret',
  META_VERIFY: 'our-token',
  META_TOKEN: 'page-token',
};

type Sent = { headers: Record<string, string>; body: string };
const json = { 'content-type': 'application/json' };

let count = 0;
/** A fresh event id. */
export const eventId = (): string => `evt-${process.pid}-${++count}`;

/** What our own API is sent. */
export const demoRequest = (change: object = {}) => ({
  eventId: eventId(),
  type: 'form.submitted',
  occurredAt: '2026-11-21T09:14:03Z',
  person: { email: 'ada@lovelace.example', firstName: 'Ada', lastName: 'King' },
  company: { name: 'Analytical Engines Ltd', domain: 'lovelace.example' },
  properties: { form: 'demo-request' },
  ...change,
});

/** Our own product, as a real sender of Standard Webhooks signs. */
export function product(event: object | string, { id = eventId(), at = new Date(), secret = secrets.PRODUCT_SECRET } = {}): Sent {
  const body = typeof event === 'string' ? event : JSON.stringify(event);
  const signature = new Webhook(secret).sign(id, at, body);
  return {
    headers: { ...json, 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)), 'webhook-signature': signature },
    body,
  };
}

export function hubspot(events: unknown, { url = 'https://hooks.example.com/v1/webhooks/hubspot', atMs = Date.now() } = {}): Sent {
  const body = JSON.stringify(events);
  const signature = createHmac('sha256', secrets.HUBSPOT_SECRET).update(`POST${url}${body}${atMs}`).digest('base64');
  return { headers: { ...json, 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': String(atMs) }, body };
}

export function segment(event: object): Sent {
  const body = JSON.stringify(event);
  return { headers: { ...json, 'x-signature': createHmac('sha1', secrets.SEGMENT_SECRET).update(body).digest('hex') }, body };
}

export function meta(notification: unknown): Sent {
  const body = typeof notification === 'string' ? notification : JSON.stringify(notification);
  return {
    headers: { ...json, 'x-hub-signature-256': `sha256=${createHmac('sha256', secrets.META_SECRET).update(body).digest('hex')}` },
    body,
  };
}

export const form = (fields: Record<string, string>): Sent => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://www.firstline.example', accept: 'text/html' },
  body: new URLSearchParams(fields).toString(),
});
