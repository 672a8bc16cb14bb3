import { signalSchema, type Signal } from '@firstline/domain/signal/signal';
import type { Db, Json } from '@firstline/platform/db/db';
import { wontRetry } from '../failures.js';

export interface StoredSignal {
  signal: Signal;
  leadId: string | null;
  episodeId: string | null;
  receivedAt: Date;
}

/** @throws `SIGNAL_NOT_FOUND` */
export async function signalById(db: Db, signalId: string): Promise<StoredSignal> {
  const rows = await db.$queryRaw<StoredSignal[]>`
    SELECT body AS signal, lead_id::text AS "leadId", episode_id::text AS "episodeId", received_at AS "receivedAt" FROM signal WHERE id = ${signalId}::uuid`;
  if (!rows[0]) throw wontRetry('SIGNAL_NOT_FOUND', `no signal ${signalId}`);
  return rows[0];
}

/** Stores a signal that reached Temporal while Postgres was down; the same again changes nothing. */
export function storeSignal(db: Db, signal: Signal, workflowId: string): Promise<unknown> {
  const { id, connection, eventId, type, lane, occurredAt, receivedAt, complete, test } = signal;
  const data = {
    id,
    connection,
    eventId,
    type,
    lane,
    occurredAt,
    receivedAt,
    complete,
    test,
    workflowId,
    body: signal as unknown as Json,
    startedAt: new Date(),
  };
  return db.signal.createMany({ data: [data], skipDuplicates: true });
}

/** Adds what the webhook lacked, once it was fetched. */
export const completeSignal = (db: Db, signal: Signal): Promise<unknown> =>
  db.signal.update({ where: { id: signal.id }, data: { body: signal as unknown as Json, complete: true, test: signal.test } });

export const readSignal = (text: string): Signal => signalSchema.parse(JSON.parse(text));
