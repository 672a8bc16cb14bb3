import type { ActionKind, InstructionOf } from '@firstline/domain/actions/instruction';
import type { Database, Db } from '@firstline/platform/db/db';
import { ApplicationFailure } from '@temporalio/common';
import { note } from '../timeline/timeline.sql.js';
import type { Order, VendorRef } from './performer.port.js';
import { stillWanted, type ActionRow, type StillWanted } from './still-wanted.js';

type Claim =
  | { is: 'missing' }
  | { is: 'over'; state: 'done' | 'withheld' }
  | { is: 'in-flight'; retryInMs: number }
  | { is: 'ours'; order: Order; mayHaveActed: boolean };

interface LockedAction extends ActionRow {
  kind: ActionKind;
  target: string;
  state: string;
  instruction: InstructionOf[ActionKind];
  createdAt: Date;
  sentAt: Date | null;
}
const lockAction = async (tx: Db, key: string): Promise<LockedAction | undefined> =>
  (
    await tx.$queryRaw<LockedAction[]>`
      SELECT key, kind, target, state, wanted, round, instruction, trigger_id AS "triggerId", created_at AS "createdAt", sent_at AS "sentAt",
             signal_id::text AS "signalId", lead_id::text AS "leadId", episode_id::text AS "episodeId"
        FROM action WHERE key = ${key} FOR UPDATE`
  )[0];

/** Takes an action for one attempt: the row is the intent, committed before the call. */
export const claim = (db: Database, key: string, nowMs: number, inFlightMs: number): Promise<Claim> =>
  db.$transaction(async (tx): Promise<Claim> => {
    const row = await lockAction(tx, key);
    if (!row) return { is: 'missing' };
    if (row.state === 'done') return { is: 'over', state: 'done' };
    if (row.state === 'withheld' || row.state === 'discarded') return { is: 'over', state: 'withheld' };
    const agoMs = row.sentAt ? nowMs - row.sentAt.getTime() : Infinity;
    if (row.state === 'sending' && agoMs < inFlightMs) return { is: 'in-flight', retryInMs: inFlightMs - agoMs };

    const mayHaveActed = row.state === 'sending' || row.state === 'unknown';
    // What may already be out there is finished, not withheld: only then can it be updated.
    const refusal = mayHaveActed ? null : await stillWanted(tx, row);
    if (refusal) {
      await withhold(tx, row, refusal, nowMs);
      return { is: 'over', state: 'withheld' };
    }
    await tx.$executeRaw`UPDATE action SET state = 'sending', attempts = attempts + 1, sent_at = ${new Date(nowMs)} WHERE key = ${key}`;
    return {
      is: 'ours',
      mayHaveActed,
      order: {
        key,
        kind: row.kind,
        signalId: row.signalId,
        leadId: row.leadId,
        episodeId: row.episodeId,
        triggerId: row.triggerId,
        target: row.target,
        instruction: row.instruction,
        ...(row.sentAt ? { firstSentAtMs: row.createdAt.getTime() } : {}),
      },
    };
  });

async function withhold(tx: Db, row: LockedAction, refusal: string, nowMs: number): Promise<void> {
  await tx.action.update({
    where: { key: row.key },
    data: { state: 'withheld', doneAt: new Date(nowMs), lastError: { code: 'WITHHELD', text: refusal } },
  });
  await note(tx, [
    {
      key: `${row.key}:withheld`,
      signalId: row.signalId,
      leadId: row.leadId,
      layer: 'execution',
      step: 'withheld',
      text: `Not sent (${row.kind} to ${row.target}): ${refusal}.`,
    },
  ]);
}

/** @returns whether there was a reason not to do it any more */
export const withholdIf = (db: Database, key: string, nowMs: number, refuse: StillWanted): Promise<boolean> =>
  db.$transaction(async (tx) => {
    const row = await lockAction(tx, key);
    const refusal = row && (await refuse(tx, row));
    if (!row || !refusal) return false;
    await withhold(tx, row, refusal, nowMs);
    return true;
  });

/** The first alert of a signal stops its "captured → alerted" clock. */
const alerts: readonly ActionKind[] = ['inbox.alert', 'slack.alert', 'email.alert'];

/** The result, the signal's clock and the timeline in one statement: this ends every action, and a rep waits behind it. */
export async function finishAction(db: Database, order: Order, ref: VendorRef, found: boolean, at: Date): Promise<void> {
  const text = found
    ? `${order.kind} to ${order.target} had been done by an attempt that did not hear back.`
    : `${order.kind} to ${order.target} done.`;
  await db.$executeRaw`
    WITH done AS (
      UPDATE action SET state = 'done', done_at = ${at}, vendor_ref = ${JSON.stringify(ref)}::jsonb, last_error = NULL WHERE key = ${order.key}
    ), first_alert AS (
      UPDATE signal SET alerted_at = ${at} WHERE id = ${order.signalId}::uuid AND alerted_at IS NULL AND ${alerts.includes(order.kind)}
    )
    INSERT INTO timeline_entry (key, signal_id, lead_id, layer, step, text, data)
    VALUES (${`${order.key}:done`}, ${order.signalId}::uuid, ${order.leadId}::uuid, 'execution', 'performed', ${text},
            jsonb_build_object('kind', ${order.kind}::text, 'target', ${order.target}::text))
    ON CONFLICT (key) DO NOTHING`;
}

/** Keeps what went wrong where people look; `unknown` makes the next attempt ask the vendor first. */
export async function noteFailure(db: Database, order: Order, error: unknown, unknown: boolean): Promise<void> {
  const code = error instanceof ApplicationFailure ? (error.type ?? 'UNKNOWN') : 'UNKNOWN';
  const text = error instanceof Error ? error.message.slice(0, 500) : 'unknown';
  await db.action.updateMany({
    where: { key: order.key, state: 'sending' },
    data: { state: unknown ? 'unknown' : 'ordered', lastError: { code, text } },
  });
}
