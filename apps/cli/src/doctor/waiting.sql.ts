import type { Client } from 'pg';

export interface WaitingRow {
  /** Accepted, and their workflow not started. */
  unstarted: number;
  oldestUnstartedSeconds: number | null;
  /** Between the stages that take milliseconds, for more than a minute. */
  stuck: number;
  /** Offers past their deadline, and who is most overdue. */
  overdueOffers: number;
  longestOverdueSeconds: number | null;
  deadLetters: number;
  oldestDeadLetterSeconds: number | null;
  /** The commonest code. */
  deadLetterCode: string | null;
  /** Tries of dead letters that should have been made. */
  overdueRetries: number;
  /** Actions that went out, and nobody knows whether they arrived. */
  unknown: number;
  /** Genuine deliveries of the last day that we could not use. */
  rejected: number;
  rejectedFrom: string | null;
}

/**
 * What waits, and what waits too long. Partial indexes hold what is open, so this is cheap however much there is.
 * @param graceSeconds a timer that is late by less is on its way
 */
export async function waitingRow(client: Client, graceSeconds: number): Promise<WaitingRow> {
  const { rows } = await client.query<WaitingRow>(
    `WITH unstarted AS (SELECT count(*)::int AS n, extract(epoch FROM now() - min(received_at))::int AS oldest FROM signal WHERE started_at IS NULL),
          overdue AS (SELECT count(*)::int AS n, extract(epoch FROM now() - min(due_at))::int AS longest
                        FROM assignment WHERE ended_at IS NULL AND due_at < now() - make_interval(secs => $1)),
          dead AS (SELECT count(*)::int AS n, extract(epoch FROM now() - min(created_at))::int AS oldest, mode() WITHIN GROUP (ORDER BY error_code) AS code,
                          (count(*) FILTER (WHERE state = 'waiting' AND next_try_at < now() - make_interval(secs => $1)))::int AS overdue
                     FROM dead_letter WHERE state IN ('waiting', 'retrying', 'paged')),
          rejected AS (SELECT count(*)::int AS n, mode() WITHIN GROUP (ORDER BY connection) AS source
                         FROM raw_payload WHERE received_at > now() - interval '1 day' AND rejected_because IS NOT NULL)
     SELECT unstarted.n AS unstarted, unstarted.oldest AS "oldestUnstartedSeconds",
            (SELECT count(*)::int FROM signal WHERE ended_at IS NULL AND started_at IS NOT NULL
                AND stage IN ('received', 'resolving', 'enriching', 'qualifying', 'routing', 'acting') AND stage_at < now() - interval '1 minute') AS stuck,
            overdue.n AS "overdueOffers", overdue.longest AS "longestOverdueSeconds",
            dead.n AS "deadLetters", dead.oldest AS "oldestDeadLetterSeconds", dead.code AS "deadLetterCode", dead.overdue AS "overdueRetries",
            (SELECT count(*)::int FROM action WHERE state = 'unknown') AS unknown,
            rejected.n AS rejected, rejected.source AS "rejectedFrom"
       FROM unstarted, overdue, dead, rejected`,
    [graceSeconds],
  );
  return rows[0]!;
}
