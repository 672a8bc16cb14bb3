import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Log } from '@firstline/platform/log/log';
import { LOG } from '../parts/parts.js';
import { type UnstartedSignal, countUnstarted, lockUnstarted, markStarted } from './intake.sql.js';
import { inputOf, startSpeedToLead } from './start-speed-to-lead.js';
import { Stores } from './stores.js';

/** Younger rows are most likely being started by the ingress that stored them. */
const AGE_MS = 1_000;
const LOOK_MS = 1_000;
/** The rows stay locked until all of a batch are started, and the workers that are already at them wait so long: some 100 ms. */
const BATCH = 50;
/** A row that Temporal refuses for its own sake (not for being down) is left alone for this long, so that it never stands before others. */
const SET_ASIDE_MS = 60_000;
const COUNT_EVERY_MS = 5_000;

/** Starts what was stored and not started: after a crash in between, after an outage of Temporal. Safe with several ingresses at once. */
@Injectable()
export class Relay implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #setAside = new Map<string, number>();
  #closing = false;
  #running: Promise<void> | undefined;
  #wake: () => void = () => undefined;
  #countedAtMs = 0;

  constructor(
    private readonly stores: Stores,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.stores.onBack(() => this.#wake());
    this.#running = this.#run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#closing = true;
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#closing) {
      const more = await this.sweep().catch((error: unknown) => {
        this.stores.postgresFailed(error);
        return false;
      });
      if (!more) await this.#rest();
    }
  }

  /** One batch. @returns true when there may be more */
  async sweep(): Promise<boolean> {
    const { postgres, temporal, database } = this.stores;
    if (!postgres.isUp) return false;
    await this.#count();
    if (!temporal.isUp) return false;
    const before = new Date(Date.now() - AGE_MS);
    return database.$transaction(
      async (tx) => {
        const batch = await lockUnstarted(tx, { before, limit: BATCH, except: this.#asideNow() });
        const started = await Promise.all(batch.map((signal) => this.#start(signal)));
        const ids = started.filter((id) => id !== undefined);
        if (ids.length > 0) await markStarted(tx, ids);
        if (ids.length > 0) this.log.info({ layer: 'ingestion', count: ids.length }, 'the relay started what was waiting');
        return batch.length === BATCH && temporal.isUp;
      },
      { timeout: 15_000, maxWait: 2_000 },
    );
  }

  async #start(signal: UnstartedSignal): Promise<string | undefined> {
    const { metrics } = this.stores;
    try {
      const outcome = await startSpeedToLead(this.stores.client, inputOf(signal));
      metrics.starts.add({ layer: 'ingestion', by: 'relay', outcome });
      this.stores.temporal.worked();
      return signal.id;
    } catch (error) {
      metrics.starts.add({ layer: 'ingestion', by: 'relay', outcome: 'failed' });
      if (!this.stores.temporalFailed(error)) {
        this.#setAside.set(signal.id, Date.now() + SET_ASIDE_MS);
        this.log.error(
          { err: error, signalId: signal.id, layer: 'ingestion' },
          'Temporal refuses to start this signal; trying again in a minute',
        );
      }
      return undefined;
    }
  }

  #asideNow(): string[] {
    for (const [id, untilMs] of this.#setAside) if (untilMs < Date.now()) this.#setAside.delete(id);
    return [...this.#setAside.keys()];
  }

  async #count(): Promise<void> {
    if (Date.now() - this.#countedAtMs < COUNT_EVERY_MS) return;
    this.#countedAtMs = Date.now();
    const { waiting, oldest } = await countUnstarted(this.stores.database);
    this.stores.metrics.unstarted.set({ layer: 'ingestion' }, waiting);
    this.stores.metrics.unstartedSeconds.set({ layer: 'ingestion' }, oldest ? (Date.now() - oldest.getTime()) / 1_000 : 0);
  }

  /** Until it is time to look again, or a store is back. */
  #rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LOOK_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
