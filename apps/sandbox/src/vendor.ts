import type { IncomingHttpHeaders } from 'node:http';
import type { JsonValue } from './json.js';

export const vendorNames = ['apollo', 'people-data-labs', 'meta', 'slack', 'smtp', 'pagerduty', 'webhook-sink'] as const;
export type VendorName = (typeof vendorNames)[number];
export const isVendorName = (name: string): name is VendorName => (vendorNames as readonly string[]).includes(name);

/** One request as a vendor sees it. `path` begins behind the vendor's own mount. */
export interface VendorCall {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  contentType: string;
  /** Invalid UTF-8 has become U+FFFD; `bytes` has what was sent. */
  body: string;
  bytes: number;
  nowMs: number;
  limit: LimitState;
}

/** A fixed window of one minute. */
export interface LimitState {
  perMinute: number;
  left: number;
  resetsInSeconds: number;
}

export interface VendorReply {
  status: number;
  headers?: Record<string, string>;
  /** A string goes out as it is, with its own content type; anything else as JSON. */
  body: JsonValue;
  /** The vendor did something that can be seen later: sent a message, raised an alert. */
  acted?: boolean;
  /** The vendor said no by its own rules, when the status does not show it. */
  refused?: boolean;
}

/** What the fault desk can make a vendor answer, in that vendor's own words. */
export interface Failure {
  status?: number;
  error?: string;
}

export interface HttpVendor {
  readonly name: VendorName;
  /** Without faults, each answer takes `ms` plus up to `jitterMs`. */
  readonly latency: { ms: number; jitterMs: number };
  /** Synchronous on purpose: two calls at the same moment are decided one after the other. */
  answer(call: VendorCall): VendorReply;
  fail(failure: Failure): VendorReply;
  tooMany(limit: LimitState, retryAfterSeconds: number): VendorReply;
  /** Well-formed JSON in which every field has the wrong type. */
  twisted(): JsonValue;
  /** What it did and still knows, for tests and people. */
  state(): JsonValue;
  forget(): void;
}
