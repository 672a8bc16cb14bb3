import type { LimitState, VendorName } from '../vendor.js';
import type { Fault, FaultMode } from './fault.js';

/** What one call is about to meet. */
export interface Encounter {
  latencyMs: number;
  /** `fail` is a plain failing answer, with `status` and `error` as set. */
  meets: Exclude<FaultMode, 'ok'> | 'fail' | 'nothing';
  status?: number;
  error?: string;
  retryAfterSeconds: number;
  limit: LimitState;
}

/** So far above every vendor's real limit that a benchmark measures its own subject; `limitPerMinute` sets another. */
const NO_REAL_LIMIT = 60_000;
const MINUTE_MS = 60_000;

interface Desk {
  fault: Fault;
  leftTimes: number;
  random: () => number;
  window: { startedAtMs: number; calls: number };
}

/** Decides call by call what a vendor does. The dice are seeded, so a run can be repeated. */
export class FaultDesk {
  readonly #desks = new Map<VendorName, Desk>();
  readonly #usualLatency: 'realistic' | 'none';

  constructor(usualLatency: 'realistic' | 'none') {
    this.#usualLatency = usualLatency;
  }

  set(vendor: VendorName, fault: Fault): void {
    this.#desks.set(vendor, freshDesk(fault));
  }

  clear(vendor?: VendorName): void {
    if (vendor) this.#desks.delete(vendor);
    else this.#desks.clear();
  }

  /** The fault in force, with the encounters that are left of it. */
  current(vendor: VendorName): Fault {
    const desk = this.#desks.get(vendor);
    if (!desk) return {};
    return desk.fault.times === undefined ? { ...desk.fault } : { ...desk.fault, times: desk.leftTimes };
  }

  meet(vendor: VendorName, { path, usual, nowMs }: { path: string; usual: { ms: number; jitterMs: number }; nowMs: number }): Encounter {
    const desk = this.#desks.get(vendor) ?? freshDesk({});
    if (!this.#desks.has(vendor)) this.#desks.set(vendor, desk);
    const concerned = desk.fault.path === undefined || path.includes(desk.fault.path);
    const fault = concerned ? desk.fault : {};
    const random = desk.random;

    const encounter: Encounter = {
      latencyMs: this.#latency(fault, usual, random),
      meets: 'nothing',
      retryAfterSeconds: fault.retryAfterSeconds ?? 1,
      limit: countCall(desk, nowMs),
    };
    const failing = failureOf(fault);
    const met = failing === 'nothing' ? Object.keys(fault).length > 0 : random() < (fault.failRate ?? 1);
    if (met) {
      Object.assign(encounter, { meets: failing, status: fault.status, error: fault.error });
      if (fault.times !== undefined && --desk.leftTimes === 0) this.#desks.delete(vendor);
    }
    if (encounter.meets === 'nothing' && encounter.limit.left < 0) encounter.meets = 'rate-limit';
    if (encounter.limit.left < 0) encounter.retryAfterSeconds = encounter.limit.resetsInSeconds;
    encounter.limit.left = Math.max(0, encounter.limit.left);
    return encounter;
  }

  #latency(fault: Fault, usual: { ms: number; jitterMs: number }, random: () => number): number {
    if (fault.latencyMs !== undefined) return fault.latencyMs + random() * (fault.latencyJitterMs ?? 0);
    return this.#usualLatency === 'none' ? 0 : usual.ms + random() * usual.jitterMs;
  }
}

function failureOf(fault: Fault): Encounter['meets'] {
  if (fault.mode !== undefined && fault.mode !== 'ok') return fault.mode;
  return fault.failRate !== undefined || fault.status !== undefined || fault.error !== undefined ? 'fail' : 'nothing';
}

function countCall(desk: Desk, nowMs: number): LimitState {
  if (nowMs - desk.window.startedAtMs >= MINUTE_MS) desk.window = { startedAtMs: nowMs, calls: 0 };
  const perMinute = desk.fault.limitPerMinute ?? NO_REAL_LIMIT;
  desk.window.calls++;
  const resetsInSeconds = Math.max(1, Math.ceil((desk.window.startedAtMs + MINUTE_MS - nowMs) / 1_000));
  return { perMinute, left: perMinute - desk.window.calls, resetsInSeconds };
}

const freshDesk = (fault: Fault): Desk => ({
  fault,
  leftTimes: fault.times ?? Number.POSITIVE_INFINITY,
  random: seededRandom(20_261_121),
  window: { startedAtMs: 0, calls: 0 },
});

/** Lehmer's generator with the modulus 2³¹ − 1: plenty for dice, and the same numbers after every reset. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
