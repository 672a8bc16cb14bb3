import type { Database } from '@firstline/platform/db/db';
import { heartbeat, sleep } from '@temporalio/activity';
import { type Batch, type Keep, deleteRawPayloads, deleteSignals } from './retention.sql.js';

export interface RetentionResult {
  signals: number;
  timelineEntries: number;
  rawPayloads: number;
  /** The run stopped at its bound; another one finds more. */
  more: boolean;
}
export interface RetentionDeps {
  db: Database;
  /** `dedupeDays` of each connection, as configured now. */
  dedupeDays: () => Promise<Readonly<Record<string, number>>>;
  now?: () => number;
  batchSize?: number;
  maxBatches?: number;
  pauseMs?: number;
}

/** For rows of a connection that is no longer configured: the default of `dedupeDays`. */
const DEFAULT_DAYS = 30;
// A thousand rows and their timeline take some 50 ms, so that a waiting insert hardly notices.
const BATCH_SIZE = 1_000;
// 100 batches: about a minute a run, and a million rows in ten runs.
const MAX_BATCHES = 100;
// As long as a batch works: half of the disk stays with the signals that arrive.
const PAUSE_MS = 100;
const BEGINNING = new Date(0);

export function createRetentionActivities({ db, dedupeDays, now = () => Date.now(), ...bounds }: RetentionDeps) {
  const { batchSize: limit = BATCH_SIZE, maxBatches = MAX_BATCHES, pauseMs = PAUSE_MS } = bounds;

  /** Repeats a batch until it is not full, or the bound is reached; between two it beats, pauses, and notices that it is to stop. */
  async function inBatches(keep: Keep, batches: number, one: (batch: Batch) => Promise<{ deleted: number; reached: Date | null }>) {
    let after = BEGINNING;
    for (let batch = 1; batch <= batches; batch++) {
      const { deleted, reached } = await one({ keep, now: new Date(now()), limit, after });
      if (deleted < limit || reached === null) return { used: batch, more: false };
      after = reached;
      heartbeat({ batch });
      await sleep(pauseMs);
    }
    return { used: batches, more: true };
  }

  return {
    /**
     * Deletes ended signals, their timeline and their raw payloads once their connection no longer has to recognise a duplicate.
     * What is open stays, whatever its age. Killed at any point, the next run goes on; two at once share the work.
     */
    async deleteExpired(): Promise<RetentionResult> {
      const keep = { otherwise: DEFAULT_DAYS, days: await dedupeDays() };
      const result: RetentionResult = { signals: 0, timelineEntries: 0, rawPayloads: 0, more: false };
      const first = await inBatches(keep, maxBatches, async (batch) => {
        const { signals, timelineEntries, reached } = await deleteSignals(db, batch);
        result.signals += signals;
        result.timelineEntries += timelineEntries;
        return { deleted: signals, reached };
      });
      const second = await inBatches(keep, Math.max(1, maxBatches - first.used), async (batch) => {
        const { rawPayloads, reached } = await deleteRawPayloads(db, batch);
        result.rawPayloads += rawPayloads;
        return { deleted: rawPayloads, reached };
      });
      result.more = first.more || second.more;
      return result;
    },
  };
}
export type RetentionActivities = ReturnType<typeof createRetentionActivities>;
