import type { AlertInstruction } from '@firstline/domain/actions/instruction';
import type { Db } from '@firstline/platform/db/db';
import type { SentMessages, VendorRef } from './performer.port.js';

/** What became of earlier messages, read from their instructions. */
export const sentMessages = (db: Db): SentMessages => ({
  async find(actionKey) {
    const row = await db.action.findUnique({ where: { key: actionKey }, select: { state: true, vendorRef: true, instruction: true } });
    if (row?.state === 'sending' || row?.state === 'unknown') return { is: 'pending' };
    if (row?.state !== 'done' || !row.vendorRef) return { is: 'not-sent' };
    return { is: 'sent', ref: row.vendorRef as VendorRef, alert: row.instruction as unknown as AlertInstruction };
  },
  /** "Ben is asked now" must not stand over "Ana took it" because its first try failed. */
  async hasEnded(actionKey) {
    const later = await db.action.findFirst({
      where: {
        key: { in: ['taken', 'cancelled', 'unanswered'].map((as) => `${actionKey}/${as}`) },
        state: { notIn: ['withheld', 'discarded'] },
      },
      select: { key: true },
    });
    return later !== null;
  },
});
