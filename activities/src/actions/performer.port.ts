import type { ActionKind, AlertInstruction, InstructionOf } from '@firstline/domain/actions/instruction';

/** The vendor's ids of what was made: kept, so that it can be updated, closed or looked up. */
export type VendorRef = Record<string, string>;

/** An instruction whose turn has come. */
export interface Order<K extends ActionKind = ActionKind> {
  key: string;
  kind: K;
  signalId: string;
  leadId: string;
  episodeId: string | null;
  triggerId: string;
  target: string;
  instruction: InstructionOf[K];
  /** First sent at; where to start looking when the outcome of an earlier attempt is unknown. */
  firstSentAtMs?: number;
}

/**
 * One kind of action at one vendor. Throws the coded failures of failures.ts: `willRetry`, `wontRetry`, or `outcomeUnknown`
 * when the request may have been carried out although no answer came.
 */
export interface Performer<K extends ActionKind = ActionKind> {
  readonly kind: K;
  perform(order: Order<K>): Promise<VendorRef>;
  /**
   * Was it done by an earlier attempt? Asked before sending again when the outcome of that attempt is unknown.
   * Null: it was not, or cannot be asked; it is sent again if it is still wanted. Absent: the same, and the vendor makes the same key one effect;
   * the adapter's README says why.
   */
  find?(order: Order<K>): Promise<VendorRef | null>;
}

/** What became of an earlier message, for updates of it. */
export interface SentMessages {
  /** `pending`: it is just being sent, or nobody knows yet whether it was. */
  find(actionKey: string): Promise<{ is: 'sent'; ref: VendorRef; alert: AlertInstruction } | { is: 'pending' } | { is: 'not-sent' }>;
  /** Its last update was ordered: taken, cancelled, unanswered. Whatever was said before that is stale. */
  hasEnded(actionKey: string): Promise<boolean>;
}
