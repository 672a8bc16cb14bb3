import type { JsonValue } from '../json.js';
import { BoundedMap } from '../records/bounded-map.js';
import type { Failure, HttpVendor, LimitState, VendorCall, VendorReply } from '../vendor.js';
import { parseEvent, type PagerDutyEvent } from './event.js';

export interface Alert {
  dedupKey: string;
  status: 'triggered' | 'acknowledged' | 'resolved';
  summary: string;
  severity: string;
  source: string;
  /** How often it was triggered while open: one page to a person, whatever the number. */
  triggers: number;
  firstAt: string;
  lastAt: string;
}

/** PagerDuty's own limit. */
const LARGEST_EVENT = 512 * 1024;

/** Events API v2 `enqueue`: the same `dedup_key` while an alert is open is the same alert. */
export class PagerDutySandbox implements HttpVendor {
  readonly name = 'pagerduty';
  readonly latency = { ms: 20, jitterMs: 40 };
  readonly #alerts: BoundedMap<Alert>;
  /** Alert numbers by routing key and dedup key. */
  readonly #open: BoundedMap<string>;
  #lastAlert = 0;

  constructor({ keep }: { keep: number }) {
    this.#alerts = new BoundedMap({ most: keep });
    this.#open = new BoundedMap({ most: keep });
  }

  get alerts(): Alert[] {
    return this.#alerts.values();
  }

  answer(call: VendorCall): VendorReply {
    if (call.path.replace(/\/$/, '') !== '/v2/enqueue' || call.method !== 'POST') {
      return { status: 404, body: { message: 'The sandbox has only POST /v2/enqueue.' } };
    }
    if (call.bytes > LARGEST_EVENT)
      return { status: 413, body: { status: 'invalid event', message: 'Sandbox: the event is larger than 512 KB.' } };
    const parsed = parseEvent(call.body);
    if (!parsed.ok) return { status: 400, body: { status: 'invalid event', message: 'Event object is invalid', errors: parsed.errors } };
    const event = { ...parsed.event, dedupKey: parsed.event.dedupKey || `sandbox-${this.#lastAlert + 1}` };
    this.#apply(event, new Date(call.nowMs).toISOString());
    return { status: 202, acted: true, body: { status: 'success', message: 'Event processed', dedup_key: event.dedupKey } };
  }

  #apply(event: PagerDutyEvent, at: string): void {
    const identity = JSON.stringify([event.routingKey, event.dedupKey]);
    const alert = this.#alerts.get(this.#open.get(identity) ?? '');
    const isOpen = alert !== undefined && alert.status !== 'resolved';
    if (event.action === 'trigger') {
      const { summary, severity, source, dedupKey } = event;
      if (isOpen) return void Object.assign(alert, { triggers: alert.triggers + 1, lastAt: at, summary, severity });
      const id = String(++this.#lastAlert);
      this.#alerts.set(
        id,
        { dedupKey, status: 'triggered', summary, severity, source, triggers: 1, firstAt: at, lastAt: at },
        500 + summary.length,
      );
      this.#open.set(identity, id, identity.length);
    } else if (isOpen) Object.assign(alert, { status: event.action === 'resolve' ? 'resolved' : 'acknowledged', lastAt: at });
    // Acknowledging or resolving what nobody knows is accepted and does nothing.
  }

  fail({ status = 500, error }: Failure): VendorReply {
    return { status, body: { status: error ?? 'error', message: `Sandbox fault: PagerDuty answers ${status}.` } };
  }

  tooMany(_limit: LimitState, retryAfterSeconds: number): VendorReply {
    const body = { status: 'throttle exceeded', message: 'Sandbox: events for this service arrive too quickly.' };
    return { status: 429, headers: { 'retry-after': String(retryAfterSeconds) }, body };
  }

  twisted(): JsonValue {
    return { status: ['success?'], message: 0, dedup_key: { sandbox: true } };
  }

  state(): JsonValue {
    return { alerts: this.alerts.map((alert) => ({ ...alert })) };
  }

  forget(): void {
    this.#alerts.clear();
    this.#open.clear();
  }
}
