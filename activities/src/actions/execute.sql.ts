import type { ActionKind, InstructionOf } from '@firstline/domain/actions/instruction';
import type { Database, Db, Json } from '@firstline/platform/db/db';
import { ApplicationFailure } from '@temporalio/common';
import { note } from '../timeline/timeline.sql.js';
import type { Order, VendorRef } from './performer.port.js';
import type { StillAllowed } from './still-allowed.js';

type Claim =
  | { is: 'missing' }
  | { is: 'over'; state: 'done' | 'withheld' }
  | { is: 'in-flight'; retryInMs: number }
  | { is: 'ours'; order: Order; mayHaveActed: boolean };

/** Takes an action for one attempt: the row is the intent, committed before the call. */
export const claim = (db: Database, key: string, nowMs: number, inFlightMs: number, stillAllowed: StillAllowed): Promise<Claim> =>
  db.$transaction(async (tx): Promise<Claim> => {
    const rows = await tx.$queryRaw<{ key: string }[]>`SELECT key FROM action WHERE key = ${key} FOR UPDATE`;
    const row = rows.length > 0 ? await tx.action.findUniqueOrThrow({ where: { key } }) : null;
    if (!row) return { is: 'missing' };
    if (row.state === 'done') return { is: 'over', state: 'done' };
    if (row.state === 'withheld' || row.state === 'discarded') return { is: 'over', state: 'withheld' };
    const agoMs = row.sentAt ? nowMs - row.sentAt.getTime() : Infinity;
    if (row.state === 'sending' && agoMs < inFlightMs) return { is: 'in-flight', retryInMs: inFlightMs - agoMs };

    const mayHaveActed = row.state === 'sending' || row.state === 'unknown';
    // What may already be out there is finished, not withheld: only then can it be updated.
    const refusal = mayHaveActed ? null : await stillAllowed(tx, row);
    if (refusal) {
      await tx.action.update({ where: { key }, data: { state: 'withheld', doneAt: new Date(nowMs), lastError: { code: 'WITHHELD', text: refusal } } });
      await note(tx, [{ key: `${key}:withheld`, signalId: row.signalId, leadId: row.leadId, layer: 'execution', step: 'withheld', text: `Not sent (${row.kind} to ${row.target}): ${refusal}.` }]);
      return { is: 'over', state: 'withheld' };
    }
    await tx.action.update({ where: { key }, data: { state: 'sending', attempts: { increment: 1 }, sentAt: new Date(nowMs) } });
    return {
      is: 'ours',
      mayHaveActed,
      order: {
        key,
        kind: row.kind as ActionKind,
        signalId: row.signalId,
        leadId: row.leadId,
        episodeId: row.episodeId,
        triggerId: row.triggerId,
        target: row.target,
        instruction: row.instruction as unknown as InstructionOf[ActionKind],
        ...(row.sentAt ? { firstSentAtMs: row.createdAt.getTime() } : {}),
      },
    };
  });

/** The first alert of a signal stops its "captured → alerted" clock. */
const alerts: readonly ActionKind[] = ['inbox.alert', 'slack.alert', 'email.alert'];

export async function finishAction(db: Database, order: Order, ref: VendorRef, found: boolean, at: Date): Promise<void> {
  await db.$transaction(async (tx: Db) => {
    await tx.action.update({ where: { key: order.key }, data: { state: 'done', doneAt: at, vendorRef: ref as Json, lastError: {} } });
    if (alerts.includes(order.kind)) await tx.signal.updateMany({ where: { id: order.signalId, alertedAt: null }, data: { alertedAt: at } });
    await note(tx, [
      {
        key: `${order.key}:done`,
        signalId: order.signalId,
        leadId: order.leadId,
        layer: 'execution',
        step: 'performed',
        text: found ? `${order.kind} to ${order.target} had been done by an attempt that did not hear back.` : `${order.kind} to ${order.target} done.`,
        data: { kind: order.kind, target: order.target },
      },
    ]);
  });
}

/** Keeps what went wrong where people look; `unknown` makes the next attempt ask the vendor first. */
export async function noteFailure(db: Database, order: Order, error: unknown, unknown: boolean): Promise<void> {
  const code = error instanceof ApplicationFailure ? (error.type ?? 'UNKNOWN') : 'UNKNOWN';
  const text = error instanceof Error ? error.message.slice(0, 500) : 'unknown';
  await db.action.updateMany({ where: { key: order.key, state: 'sending' }, data: { state: unknown ? 'unknown' : 'ordered', lastError: { code, text } } });
}
