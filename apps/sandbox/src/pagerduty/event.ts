import { isObject, parseJson, textOf, type JsonObject } from '../json.js';

export type PagerDutyEvent = { routingKey: string; dedupKey: string } & (
  | { action: 'trigger'; summary: string; severity: string; source: string }
  | { action: 'acknowledge' | 'resolve' }
);

/** @returns every complaint about the event together, as PagerDuty does. An event without a key of its own gets '' as `dedupKey`. */
export function parseEvent(body: string): { ok: true; event: PagerDutyEvent } | { ok: false; errors: string[] } {
  const parsed = parseJson(body);
  if (!parsed.ok || !isObject(parsed.value)) return { ok: false, errors: ['the body is not a JSON object'] };
  const errors = complaints(parsed.value);
  if (errors.length > 0) return { ok: false, errors };
  const given = parsed.value;
  const keys = { routingKey: textOf(given['routing_key']), dedupKey: textOf(given['dedup_key']) };
  const action = textOf(given['event_action']) as PagerDutyEvent['action'];
  if (action !== 'trigger') return { ok: true, event: { ...keys, action } };
  const payload = given['payload'] as JsonObject;
  const source = textOf(payload['source']).slice(0, 300);
  return {
    ok: true,
    event: { ...keys, action, summary: textOf(payload['summary']).slice(0, 1_024), severity: textOf(payload['severity']), source },
  };
}

function complaints({ routing_key: routingKey, event_action: action, dedup_key: dedupKey, payload }: JsonObject): string[] {
  const errors: string[] = [];
  if (textOf(routingKey).length !== 32) errors.push(`'routing_key' must be 32 characters`);
  if (!['trigger', 'acknowledge', 'resolve'].includes(textOf(action)))
    errors.push(`'event_action' must be trigger, acknowledge or resolve`);
  if (dedupKey !== undefined && (typeof dedupKey !== 'string' || dedupKey.length > 255))
    errors.push(`'dedup_key' must be a string of at most 255 characters`);
  if (action === 'acknowledge' || action === 'resolve') return textOf(dedupKey) === '' ? [...errors, `'dedup_key' is missing`] : errors;
  if (!isObject(payload)) return [...errors, `'payload' is missing`];
  for (const field of ['summary', 'source', 'severity'])
    if (textOf(payload[field]) === '') errors.push(`'payload.${field}' is missing or blank`);
  const severity = textOf(payload['severity']);
  if (severity !== '' && !['critical', 'error', 'warning', 'info'].includes(severity))
    errors.push(`'payload.severity' must be critical, error, warning or info`);
  return errors;
}
