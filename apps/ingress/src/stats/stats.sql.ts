import type { Db } from '@firstline/platform/db/db';

export interface CountRow {
  stage: string;
  count: number;
}
/** Signals received since, by stage. */
export const countsByStage = (db: Db, since: Date) => db.$queryRaw<CountRow[]>`
  SELECT stage, count(*)::int AS count FROM signal WHERE received_at >= ${since} AND NOT test GROUP BY stage`;

export interface SpeedRow {
  /** Null: all lanes together. */
  lane: string | null;
  count: number;
  assigned: number;
  assignedP50: number | null;
  assignedP95: number | null;
  alerted: number;
  alertedP50: number | null;
  alertedP95: number | null;
}
/** From receipt until assigned, and until the first alert was out: medians and 95th percentiles in milliseconds, by lane and together. */
export const speeds = (db: Db, since: Date) => db.$queryRaw<SpeedRow[]>`
  WITH timed AS (
    SELECT lane, extract(epoch FROM assigned_at - received_at) * 1000 AS assigned_ms, extract(epoch FROM alerted_at - received_at) * 1000 AS alerted_ms
      FROM signal WHERE received_at >= ${since} AND NOT test)
  SELECT lane, count(*)::int AS count,
         count(assigned_ms)::int AS assigned,
         (percentile_cont(0.5) WITHIN GROUP (ORDER BY assigned_ms))::float8 AS "assignedP50",
         (percentile_cont(0.95) WITHIN GROUP (ORDER BY assigned_ms))::float8 AS "assignedP95",
         count(alerted_ms)::int AS alerted,
         (percentile_cont(0.5) WITHIN GROUP (ORDER BY alerted_ms))::float8 AS "alertedP50",
         (percentile_cont(0.95) WITHIN GROUP (ORDER BY alerted_ms))::float8 AS "alertedP95"
    FROM timed GROUP BY GROUPING SETS ((lane), ())`;

/** Accepted, and its workflow not started yet. */
export async function unstartedSignals(db: Db): Promise<{ count: number; oldestAt: Date | null }> {
  const [row] = await db.$queryRaw<{ count: number; oldestAt: Date | null }[]>`
    SELECT count(*)::int AS count, min(received_at) AS "oldestAt" FROM signal WHERE started_at IS NULL`;
  return row ?? { count: 0, oldestAt: null };
}

export interface WaitingRow {
  total: number;
  repId: string;
  offeredAt: Date;
  dueAt: Date;
  leadId: string;
  displayName: string | null;
  email: string | null;
  title: string | null;
  company: string | null;
}
/** The open offer that has waited longest; only open ones are in the index. */
export async function oldestWaiting(db: Db): Promise<WaitingRow | null> {
  const [row] = await db.$queryRaw<WaitingRow[]>`
    SELECT x.total, x.rep_id AS "repId", x.offered_at AS "offeredAt", x.due_at AS "dueAt", l.id AS "leadId",
           l.display_name AS "displayName", l.email, l.title, coalesce(a.name, a.domain) AS company
      FROM (SELECT *, count(*) OVER ()::int AS total FROM assignment WHERE ended_at IS NULL ORDER BY offered_at LIMIT 1) x
      JOIN lead l ON l.id = x.lead_id LEFT JOIN account a ON a.id = l.account_id`;
  return row ?? null;
}

/** Offers that ended since: how many were taken, and before the deadline. */
export async function takenSince(db: Db, since: Date): Promise<{ taken: number; inTime: number }> {
  const [row] = await db.$queryRaw<{ taken: number; inTime: number }[]>`
    SELECT count(*)::int AS taken, count(*) FILTER (WHERE ended_at <= due_at)::int AS "inTime"
      FROM assignment WHERE ended_at >= ${since} AND ended_as = 'taken'`;
  return row ?? { taken: 0, inTime: 0 };
}

/** Open ones whenever they began; ended ones only of the period. */
export const deadLetterCounts = (db: Db, since: Date) => db.$queryRaw<{ state: string; count: number }[]>`
  SELECT state, count(*)::int AS count FROM dead_letter
   WHERE state IN ('waiting', 'retrying', 'paged') OR (state IN ('healed', 'discarded') AND created_at >= ${since})
   GROUP BY state`;
