import type { Signal } from '@firstline/domain/signal/signal';
import type { Lane, SignalType } from '@firstline/domain/signal/signal-types';
import type { Db } from '@firstline/platform/db/db';
import type { SealedPayload } from './raw-payload.js';

export interface IncomingRow {
  signal: Signal;
  workflowId: string;
  /** The same event under its name of ten minutes ago. */
  earlierEventId?: string;
}
export interface RejectedItem {
  path: string;
  reason: string;
  because: string;
}

/**
 * Stores a delivery in one statement: its new signals, each with its first line in the timeline, and the bytes they came in.
 * @returns for each signal whether it was known already. A known one changes nothing.
 */
export async function takeIn(
  db: Db,
  {
    connection,
    receivedAt,
    incoming,
    payload,
    rejected,
  }: { connection: string; receivedAt: Date; incoming: readonly IncomingRow[]; payload: SealedPayload; rejected: readonly RejectedItem[] },
): Promise<Map<string, 'accepted' | 'duplicate' | 'duplicate-of-earlier'>> {
  // In one order everywhere, so that two deliveries of the same events wait for each other instead of blocking each other.
  const rows = incoming
    .map(({ signal, workflowId, earlierEventId }) => ({
      id: signal.id,
      event_id: signal.eventId,
      earlier_event_id: earlierEventId ?? null,
      type: signal.type,
      lane: signal.lane,
      occurred_at: signal.occurredAt,
      body: signal,
      complete: signal.complete,
      test: signal.test,
      workflow_id: workflowId,
    }))
    .sort((a, b) => (a.event_id < b.event_id ? -1 : 1));
  const results = await db.$queryRaw<{ id: string; accepted: boolean; known_as_earlier: boolean }[]>`
    WITH incoming AS (
      SELECT row.*, EXISTS (SELECT 1 FROM signal known
                             WHERE known.connection = ${connection} AND known.event_id = row.earlier_event_id
                               AND known.received_at > ${receivedAt}::timestamptz - interval '10 minutes') AS known_as_earlier
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          AS row(id uuid, event_id text, earlier_event_id text, type text, lane text, occurred_at timestamptz, body jsonb,
                 complete boolean, test boolean, workflow_id text)
    ), stored AS (
      INSERT INTO signal (id, connection, event_id, type, lane, occurred_at, received_at, body, complete, test, workflow_id, stage_at)
      SELECT id, ${connection}, event_id, type, lane, occurred_at, ${receivedAt}::timestamptz, body, complete, test, workflow_id, ${receivedAt}::timestamptz
        FROM incoming WHERE NOT known_as_earlier ORDER BY event_id
      -- Every unique key, not only (connection, event_id): the id is made of them, and a simultaneous twin may meet either first.
      ON CONFLICT DO NOTHING
      RETURNING id, type
    ), told AS (
      INSERT INTO timeline_entry (key, signal_id, layer, step, text, at)
      SELECT id || ':captured', id, 'ingestion', 'captured', type || ' received from ' || ${connection} || '.', ${receivedAt}::timestamptz FROM stored
      ON CONFLICT (key) DO NOTHING
    ), kept AS (
      INSERT INTO raw_payload (id, connection, received_at, content_type, body, signal_ids, rejected_because)
      SELECT ${payload.id}::uuid, ${connection}, ${receivedAt}::timestamptz, ${payload.contentType}, ${payload.sealed},
             array(SELECT id FROM stored), ${rejected.length > 0 ? JSON.stringify(rejected) : null}::jsonb
       WHERE ${rejected.length > 0} OR EXISTS (SELECT 1 FROM stored)
      ON CONFLICT (id) DO UPDATE
         SET signal_ids = array(SELECT DISTINCT unnest(raw_payload.signal_ids || EXCLUDED.signal_ids)),
             rejected_because = coalesce(EXCLUDED.rejected_because, raw_payload.rejected_because)
    )
    SELECT incoming.id, stored.id IS NOT NULL AS accepted, incoming.known_as_earlier FROM incoming LEFT JOIN stored USING (id)`;
  return new Map(
    results.map(({ id, accepted, known_as_earlier }) => [
      id,
      accepted ? 'accepted' : known_as_earlier ? 'duplicate-of-earlier' : 'duplicate',
    ]),
  );
}

/** A stored signal as its workflow needs it. */
export interface UnstartedSignal {
  id: string;
  connection: string;
  eventId: string;
  type: SignalType;
  lane: Lane;
  receivedAt: Date;
  complete: boolean;
}

/**
 * Takes up to `limit` signals that were stored before `before` and not started, hand-raisers first; locked until commit.
 * SKIP LOCKED: the relays of several ingresses run side by side instead of queueing.
 */
export const lockUnstarted = (
  db: Db,
  { before, limit, except }: { before: Date; limit: number; except: readonly string[] },
): Promise<UnstartedSignal[]> =>
  db.$queryRaw<UnstartedSignal[]>`
    SELECT id, connection, event_id AS "eventId", type, lane, received_at AS "receivedAt", complete
      FROM signal
     WHERE started_at IS NULL AND received_at < ${before}::timestamptz AND NOT id = ANY (${[...except]}::uuid[])
     ORDER BY CASE lane WHEN 'high' THEN 0 WHEN 'normal' THEN 1 ELSE 2 END, received_at
     LIMIT ${limit}
       FOR UPDATE SKIP LOCKED`;

/** Notes that the starts were acknowledged; the relay looks for rows without it. */
export const markStarted = (db: Db, ids: readonly string[]): Promise<number> =>
  db.$executeRaw`UPDATE signal SET started_at = now() WHERE id = ANY (${[...ids]}::uuid[]) AND started_at IS NULL`;

/** How many were accepted and are not started, and since when the oldest waits. */
export async function countUnstarted(db: Db): Promise<{ waiting: number; oldest: Date | null }> {
  const [row] = await db.$queryRaw<{ waiting: number; oldest: Date | null }[]>`
    SELECT count(*)::int AS waiting, min(received_at) AS oldest FROM signal WHERE started_at IS NULL`;
  return row ?? { waiting: 0, oldest: null };
}
