import type { JsonValue } from '../json.js';
import { vendorNames, type VendorName } from '../vendor.js';
import { BoundedMap } from './bounded-map.js';

/** How a call ended, as the vendor knows it. */
export type Outcome =
  | 'pending'
  | 'answered'
  | 'refused'
  | 'failed'
  | 'down'
  | 'garbled'
  | 'hanging'
  | 'dropped'
  | 'rate-limited'
  | 'client-gave-up'
  | 'sandbox-stopped';

export interface SandboxRecord {
  id: number;
  at: string;
  vendor: VendorName;
  /** `out`: the sandbox called Firstline, as Slack does when somebody taps a button. */
  direction: 'in' | 'out';
  method: string;
  path: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body: JsonValue;
  status: number | null;
  outcome: Outcome;
  /** The vendor did something that can be seen later, whatever the client was told. */
  acted: boolean;
  fault: string | null;
  tookMs: number | null;
}

export type NewRecord = Pick<SandboxRecord, 'direction' | 'method' | 'path' | 'query' | 'headers' | 'body'>;

/** Longest body that is kept whole. */
const LONGEST_BODY = 64 * 1024;

/** What each vendor saw, the newest `keep` calls of each. */
export class Recorder {
  readonly #byVendor: Record<VendorName, BoundedMap<SandboxRecord>>;
  readonly #watchers = new Set<() => void>();
  #lastId = 0;
  #seen = zeroes();

  constructor(keep: number) {
    this.#byVendor = Object.fromEntries(
      vendorNames.map((name) => [name, new BoundedMap<SandboxRecord>({ most: keep, mostBytes: 32 * 1024 * 1024 })]),
    ) as Record<VendorName, BoundedMap<SandboxRecord>>;
  }

  begin(vendor: VendorName, call: NewRecord, nowMs: number): SandboxRecord {
    const size = JSON.stringify(call.body).length;
    const body =
      size <= LONGEST_BODY
        ? call.body
        : `[a body of ${size} characters, the first 1,000 kept] ${JSON.stringify(call.body).slice(0, 1_000)}`;
    const record: SandboxRecord = {
      id: ++this.#lastId,
      at: new Date(nowMs).toISOString(),
      vendor,
      ...call,
      path: call.path.slice(0, 2_000),
      body,
      status: null,
      outcome: 'pending',
      acted: false,
      fault: null,
      tookMs: null,
    };
    this.#seen[vendor]++;
    this.#byVendor[vendor].set(String(record.id), record, 500 + Math.min(size, LONGEST_BODY) + JSON.stringify(call.headers ?? {}).length);
    return record;
  }

  /** Tells those who wait that a record has changed. */
  changed(): void {
    for (const look of this.#watchers) look();
  }

  /** Oldest first. */
  of(vendor: VendorName): SandboxRecord[] {
    return this.#byVendor[vendor].values();
  }

  newest(vendor: VendorName, limit: number): SandboxRecord[] {
    return this.#byVendor[vendor].newest(limit);
  }

  newestOfAll(limit: number): SandboxRecord[] {
    return vendorNames
      .flatMap((name) => this.#byVendor[name].newest(limit))
      .sort((a, b) => b.id - a.id)
      .slice(0, limit);
  }

  /** Calls since the start or the last clearing, including those that are no longer kept. */
  seen(vendor: VendorName): number {
    return this.#seen[vendor];
  }

  /** Resolves with the first call that fits and is no longer pending, now or later: what it did is done. */
  waitFor(vendor: VendorName, fits: (record: SandboxRecord) => boolean, withinMs = 5_000): Promise<SandboxRecord> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#watchers.delete(look);
      };
      const look = (): void => {
        const found = this.of(vendor).find((record) => record.outcome !== 'pending' && fits(record));
        if (!found) return;
        done();
        resolve(found);
      };
      const timer = setTimeout(() => {
        done();
        const seen = this.newest(vendor, 5).map((record) => `${record.method} ${record.path} → ${record.outcome}`);
        reject(
          new Error(`The sandbox's ${vendor} saw no such call within ${withinMs} ms. The newest it saw: ${seen.join('; ') || 'nothing'}.`),
        );
      }, withinMs);
      this.#watchers.add(look);
      look();
    });
  }

  clear(vendor?: VendorName): void {
    for (const name of vendor ? [vendor] : vendorNames) {
      this.#byVendor[name].clear();
      this.#seen[name] = 0;
    }
  }
}

const zeroes = (): Record<VendorName, number> => Object.fromEntries(vendorNames.map((name) => [name, 0])) as Record<VendorName, number>;
