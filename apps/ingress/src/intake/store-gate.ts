import type { Log } from '@firstline/platform/log/log';
import { withDeadline } from '../http/deadline.js';

export interface GateOptions {
  /** For people and logs: `Postgres`, `Temporal`. */
  name: string;
  /** Resolves when the store works again. */
  probe: () => Promise<unknown>;
  log: Log;
  /** Called each time it is back. */
  onBack?: () => void;
  probeEveryMs?: number;
  probeDeadlineMs?: number;
}

/** A refused connection is certain. Silence may be a busy moment, so it takes this many in a row. */
const SILENCES = 3;

/**
 * Remembers that a store is down, so that a dead one costs the first requests their time and no others.
 * While it is down nobody waits for it; it is asked in the background until it answers.
 */
export class StoreGate {
  #up = true;
  #closed = false;
  #silences = 0;
  #closedBySilence = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #options: Required<GateOptions>;

  constructor(options: GateOptions) {
    this.#options = { onBack: () => undefined, probeEveryMs: 250, probeDeadlineMs: 1_000, ...options };
  }

  get isUp(): boolean {
    return this.#up;
  }

  /** Closed because it was silent: when there is nothing else to turn to, it may only have been busy. */
  get mayOnlyBeBusy(): boolean {
    return !this.#up && this.#closedBySilence;
  }

  /** It did its work. */
  worked(): void {
    this.#silences = 0;
  }

  /** It did not answer in time. */
  silent(error: unknown): void {
    this.#silences += 1;
    if (this.#silences >= SILENCES) this.#close(error, true);
  }

  /** It refused the connection, or broke it. */
  failed(error: unknown): void {
    this.#close(error, false);
  }

  #close(error: unknown, bySilence: boolean): void {
    if (!this.#up || this.#closed) return;
    this.#up = false;
    this.#closedBySilence = bySilence;
    this.#silences = 0;
    this.#options.log.error({ err: error, layer: 'ingestion' }, `${this.#options.name} is down; going on without it`);
    this.#askLater();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #askLater(): void {
    if (!this.#closed) this.#timer = setTimeout(() => void this.#ask(), this.#options.probeEveryMs);
  }

  async #ask(): Promise<void> {
    const { name, probe, probeDeadlineMs, log, onBack } = this.#options;
    try {
      await withDeadline(probe(), probeDeadlineMs, name);
    } catch {
      return this.#askLater();
    }
    if (this.#closed) return;
    this.#up = true;
    log.info({ layer: 'ingestion' }, `${name} is back`);
    onBack();
  }
}
