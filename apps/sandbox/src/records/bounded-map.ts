/** Insertion-ordered, and forgets its oldest entries beyond a number of entries or bytes: a sandbox may run for weeks. */
export class BoundedMap<V> {
  readonly #entries = new Map<string, { value: V; bytes: number }>();
  readonly #most: number;
  readonly #mostBytes: number;
  #bytes = 0;
  /** Entries forgotten for want of room since the last `clear`. */
  forgotten = 0;

  constructor({ most, mostBytes = 64 * 1024 * 1024 }: { most: number; mostBytes?: number }) {
    this.#most = most;
    this.#mostBytes = mostBytes;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): V | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Replacing keeps the entry's place in the order. */
  set(key: string, value: V, bytes: number): void {
    this.#bytes += bytes - (this.#entries.get(key)?.bytes ?? 0);
    this.#entries.set(key, { value, bytes });
    while (this.#entries.size > this.#most || (this.#bytes > this.#mostBytes && this.#entries.size > 1)) this.#forgetOldest();
  }

  values(): V[] {
    return [...this.#entries.values()].map((entry) => entry.value);
  }

  /** Newest first. */
  newest(limit: number): V[] {
    return limit <= 0 ? [] : this.values().slice(-limit).reverse();
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
    this.forgotten = 0;
  }

  #forgetOldest(): void {
    const [key, entry] = this.#entries.entries().next().value!;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
    this.forgotten++;
  }
}
