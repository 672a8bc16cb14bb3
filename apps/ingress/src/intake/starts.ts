import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@firstline/platform/log/log';
import { withDeadline } from '../http/deadline.js';
import { LOG } from '../parts/parts.js';
import { type UnstartedSignal, markStarted } from './intake.sql.js';
import { inputOf, startSpeedToLead } from './start-speed-to-lead.js';
import { Stores } from './stores.js';

/** More starts at once than this only queue inside of Temporal. */
const AT_ONCE = 32;
/** A burst waits here for its turn; what does not fit is the relay's. */
const WAITING_AT_MOST = 2_000;
/** Acknowledged starts are written down together: one statement instead of up to a hundred. */
const NOTE_AFTER_MS = 20;
const NOTE_AT = 100;
const NOTE_WITHIN_MS = 2_000;

/**
 * Starts workflows right after commit, without making a sender wait. Whatever does not work out here (Temporal down, too many at once, the
 * process killed) is left as an unstarted row, and the relay finds it.
 */
@Injectable()
export class Starts {
  readonly #waiting: UnstartedSignal[] = [];
  readonly #working = new Set<Promise<void>>();
  #started: string[] = [];
  #noting: NodeJS.Timeout | undefined;

  constructor(
    private readonly stores: Stores,
    @Inject(LOG) private readonly log: Log,
  ) {}

  soon(signals: readonly UnstartedSignal[]): void {
    if (!this.stores.temporal.isUp) return;
    this.#waiting.push(...signals.slice(0, WAITING_AT_MOST - this.#waiting.length));
    while (this.#working.size < Math.min(AT_ONCE, this.#working.size + this.#waiting.length)) {
      const work = this.#work().finally(() => this.#working.delete(work));
      this.#working.add(work);
    }
  }

  /** What is on its way, done; called after the last delivery was answered. */
  async finish(): Promise<void> {
    await Promise.all(this.#working);
    await this.#note();
  }

  async #work(): Promise<void> {
    for (let signal = this.#waiting.shift(); signal; signal = this.#waiting.shift()) await this.#start(signal);
  }

  async #start(signal: UnstartedSignal): Promise<void> {
    try {
      const outcome = await startSpeedToLead(this.stores.client, inputOf(signal));
      this.stores.metrics.starts.add({ layer: 'ingestion', by: 'intake', outcome });
      this.stores.temporal.worked();
      this.#started.push(signal.id);
      if (this.#started.length >= NOTE_AT) void this.#note();
      else this.#noting ??= setTimeout(() => void this.#note(), NOTE_AFTER_MS);
    } catch (error) {
      this.stores.metrics.starts.add({ layer: 'ingestion', by: 'intake', outcome: 'failed' });
      if (!this.stores.temporalFailed(error)) {
        this.log.error(
          { err: error, signalId: signal.id, layer: 'ingestion' },
          'a workflow could not be started; the relay will try again',
        );
      }
      if (!this.stores.temporal.isUp) this.#waiting.length = 0;
    }
  }

  async #note(): Promise<void> {
    clearTimeout(this.#noting);
    this.#noting = undefined;
    const ids = this.#started;
    this.#started = [];
    if (ids.length === 0) return;
    try {
      await withDeadline(markStarted(this.stores.database, ids), NOTE_WITHIN_MS, 'Postgres');
    } catch (error) {
      // The relay starts them again, which changes nothing, and notes it then.
      this.stores.postgresFailed(error);
    }
  }
}
