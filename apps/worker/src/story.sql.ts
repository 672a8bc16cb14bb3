import type { Db } from '@firstline/platform/db/db';

/** Signals on their way, by stage. Open ones only are in the index. */
export const openSignals = (db: Db) => db.$queryRaw<{ stage: string; count: number }[]>`
  SELECT stage, count(*)::int AS count FROM signal WHERE ended_at IS NULL AND NOT test GROUP BY stage`;

export const openDeadLetters = (db: Db) => db.$queryRaw<{ state: string; count: number }[]>`
  SELECT state, count(*)::int AS count FROM dead_letter WHERE state IN ('waiting', 'retrying', 'paged') GROUP BY state`;

export interface Speed {
  assignedP50: number | null;
  assignedP99: number | null;
  alertedP50: number | null;
  alertedP99: number | null;
}
/** Seconds from receipt until a rep was assigned, and until the first alert was out, of the signals received since. */
export async function speedSince(db: Db, since: Date): Promise<Speed> {
  const [row] = await db.$queryRaw<Speed[]>`
    WITH timed AS (
      SELECT extract(epoch FROM assigned_at - received_at) AS assigned, extract(epoch FROM alerted_at - received_at) AS alerted
        FROM signal WHERE received_at >= ${since} AND assigned_at IS NOT NULL AND NOT test)
    SELECT (percentile_cont(0.5) WITHIN GROUP (ORDER BY assigned))::float8 AS "assignedP50",
           (percentile_cont(0.99) WITHIN GROUP (ORDER BY assigned))::float8 AS "assignedP99",
           (percentile_cont(0.5) WITHIN GROUP (ORDER BY alerted))::float8 AS "alertedP50",
           (percentile_cont(0.99) WITHIN GROUP (ORDER BY alerted))::float8 AS "alertedP99" FROM timed`;
  return row ?? { assignedP50: null, assignedP99: null, alertedP50: null, alertedP99: null };
}

/** Offers nobody has answered: all, and those past their deadline, which the escalation should have moved on. */
export async function openOffers(db: Db, now: Date): Promise<{ waiting: number; overdue: number }> {
  const [row] = await db.$queryRaw<{ waiting: number; overdue: number }[]>`
    SELECT count(*)::int AS waiting, (count(*) FILTER (WHERE due_at < ${now}))::int AS overdue FROM assignment WHERE ended_at IS NULL`;
  return row ?? { waiting: 0, overdue: 0 };
}
