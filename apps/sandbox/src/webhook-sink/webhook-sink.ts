import type { JsonValue } from '../json.js';
import { BoundedMap } from '../records/bounded-map.js';
import type { Failure, HttpVendor, LimitState, VendorCall, VendorReply } from '../vendor.js';

/**
 * Receives whatever is posted below it, and remembers it with its headers and exact text, so that signatures can be checked.
 * Deliveries that carry the same `webhook-id` (Standard Webhooks) are counted as one message.
 */
export class WebhookSink implements HttpVendor {
  readonly name = 'webhook-sink';
  readonly latency = { ms: 0, jitterMs: 0 };
  readonly #messages: BoundedMap<{ id: string; path: string; deliveries: number }>;
  #deliveries = 0;

  constructor({ keep }: { keep: number }) {
    this.#messages = new BoundedMap({ most: keep });
  }

  answer(call: VendorCall): VendorReply {
    if (call.method === 'GET' || call.method === 'HEAD')
      return { status: 200, body: { sandbox: true, says: 'This address records what is posted to it.' } };
    this.#deliveries++;
    const header = call.headers['webhook-id'];
    const id = typeof header === 'string' && header !== '' ? header.slice(0, 300) : `without-id-${this.#deliveries}`;
    const known = this.#messages.get(id);
    this.#messages.set(id, { id, path: call.path.slice(0, 500), deliveries: (known?.deliveries ?? 0) + 1 }, 200 + id.length);
    return { status: 200, acted: true, body: { sandbox: true, received: true } };
  }

  fail({ status = 500, error }: Failure): VendorReply {
    return { status, body: { sandbox: true, error: error ?? `Sandbox fault: the receiver answers ${status}.` } };
  }

  tooMany(_limit: LimitState, retryAfterSeconds: number): VendorReply {
    return { status: 429, headers: { 'retry-after': String(retryAfterSeconds) }, body: { sandbox: true, error: 'Slow down.' } };
  }

  twisted(): JsonValue {
    return { received: 'perhaps' };
  }

  state(): JsonValue {
    return { deliveries: this.#deliveries, messages: this.#messages.values() };
  }

  forget(): void {
    this.#messages.clear();
    this.#deliveries = 0;
  }
}
