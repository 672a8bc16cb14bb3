/**
 * A token bucket for each key: `perMinute` on average, and bursts of a quarter of a minute's worth.
 * Keys that have been quiet until their bucket was full again are forgotten, so that strangers cannot fill the memory.
 */
export class RateLimit {
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>();
  #sweepAtMs = 0;

  /** @returns 0 when it may pass, else the seconds until it may */
  take(key: string, perMinute: number, nowMs: number): number {
    this.#forgetQuiet(nowMs);
    const most = Math.max(1, Math.ceil(perMinute / 4));
    const perMs = perMinute / 60_000;
    const bucket = this.#buckets.get(key) ?? { tokens: most, atMs: nowMs };
    const tokens = Math.min(most, bucket.tokens + Math.max(0, nowMs - bucket.atMs) * perMs);
    const passes = tokens >= 1;
    this.#buckets.set(key, { tokens: passes ? tokens - 1 : tokens, atMs: nowMs });
    return passes ? 0 : Math.ceil((1 - tokens) / perMs / 1_000);
  }

  /** A quarter of a minute fills any bucket. */
  #forgetQuiet(nowMs: number): void {
    if (nowMs < this.#sweepAtMs) return;
    this.#sweepAtMs = nowMs + 15_000;
    for (const [key, { atMs }] of this.#buckets) if (nowMs - atMs > 15_000) this.#buckets.delete(key);
  }
}
