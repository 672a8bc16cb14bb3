import type { Db } from '@firstline/platform/db/db';

/** How long rows are kept: `days` by connection, `otherwise` for the rest. */
export interface Keep {
  otherwise: number;
  days: Readonly<Record<string, number>>;
}
export interface Batch {
  keep: Keep;
  now: Date;
  limit: number;
  /** Where the batch before ended: what is older stays for a reason, and is not looked at again. */
  after: Date;
}
interface DeletedSignals {
  signals: number;
  timelineEntries: number;
  reached: Date | null;
}

/**
 * Deletes the oldest signals that are over, with their timeline. A signal is over when it ended as long ago as its connection remembers,
 * the episode it belongs to is closed, and no dead letter of it waits for somebody.
 * One statement, so one transaction; SKIP LOCKED: two runs share the work.
 */
export async function deleteSignals(db: Db, { keep, now, limit, after }: Batch): Promise<DeletedSignals> {
  const [row] = await db.$queryRaw<DeletedSignals[]>`
    WITH expired AS MATERIALIZED (
      SELECT s.id, s.received_at FROM signal s
        LEFT JOIN jsonb_each_text(${JSON.stringify(keep.days)}::jsonb) own (connection, days) ON own.connection = s.connection
       WHERE s.received_at >= ${after}
         AND s.received_at < ${youngest(keep, now)}
         AND greatest(s.received_at, s.ended_at) < ${now}::timestamptz - make_interval(days => coalesce(own.days::int, ${keep.otherwise}::int))
         AND s.ended_at IS NOT NULL
         AND NOT EXISTS (SELECT FROM episode e WHERE e.closed_at IS NULL AND (e.id = s.episode_id OR e.owner_signal_id = s.id))
         AND NOT EXISTS (SELECT FROM dead_letter d WHERE d.signal_id = s.id AND d.ended_at IS NULL)
       ORDER BY s.received_at LIMIT ${limit} FOR UPDATE OF s SKIP LOCKED),
    told AS (DELETE FROM timeline_entry t USING expired WHERE t.signal_id = expired.id RETURNING 1),
    gone AS (DELETE FROM signal s USING expired WHERE s.id = expired.id RETURNING 1)
    SELECT (SELECT count(*) FROM gone)::int AS signals, (SELECT count(*) FROM told)::int AS "timelineEntries",
           (SELECT max(received_at) FROM expired) AS reached`;
  return row ?? { signals: 0, timelineEntries: 0, reached: null };
}

/** Deletes the oldest raw payloads none of whose signals is still there: those of rejected deliveries by age alone. */
export async function deleteRawPayloads(
  db: Db,
  { keep, now, limit, after }: Batch,
): Promise<{ rawPayloads: number; reached: Date | null }> {
  const [row] = await db.$queryRaw<{ rawPayloads: number; reached: Date | null }[]>`
    WITH expired AS MATERIALIZED (
      SELECT r.id, r.received_at FROM raw_payload r
        LEFT JOIN jsonb_each_text(${JSON.stringify(keep.days)}::jsonb) own (connection, days) ON own.connection = r.connection
       WHERE r.received_at >= ${after}
         AND r.received_at < ${youngest(keep, now)}
         AND r.received_at < ${now}::timestamptz - make_interval(days => coalesce(own.days::int, ${keep.otherwise}::int))
         AND NOT EXISTS (SELECT FROM signal s WHERE s.id = ANY (r.signal_ids))
       ORDER BY r.received_at LIMIT ${limit} FOR UPDATE OF r SKIP LOCKED),
    gone AS (DELETE FROM raw_payload r USING expired WHERE r.id = expired.id RETURNING 1)
    SELECT (SELECT count(*) FROM gone)::int AS "rawPayloads", (SELECT max(received_at) FROM expired) AS reached`;
  return row ?? { rawPayloads: 0, reached: null };
}

const DAY_MS = 86_400_000;
/** Nothing younger can be expired: lets the index on the time of receipt end the search. */
const youngest = (keep: Keep, now: Date): Date => new Date(now.getTime() - Math.min(keep.otherwise, ...Object.values(keep.days)) * DAY_MS);
