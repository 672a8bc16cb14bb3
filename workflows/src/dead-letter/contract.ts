import type { Lane } from '@firstline/domain/signal/signal-types';
import type { OnWire } from '@firstline/domain/wire';
import { defineQuery, defineUpdate } from '@temporalio/workflow';

export interface DeadLetterInput {
  actionKey: string;
  kind: string;
  signalId: string;
  leadId: string;
  lane: Lane;
  receivedAtMs: number;
  policy: string;
  /** What the last try said. */
  error: { code: string; text: string };
}
export type DeadLetterOutcome = { ended: 'healed' | 'withheld' | 'discarded' };
export type DeadLetter = OnWire<DeadLetterInput, DeadLetterOutcome>;

export const DEAD_LETTER = 'deadLetter';
export const deadLetterId = (actionKey: string): string => `dead-letter/${actionKey}`;

export interface DeadLetterStatus {
  state: 'waiting' | 'retrying' | 'paged' | 'healed' | 'discarded';
  tries: number;
  nextTryAtMs?: number;
  error: { code: string; text: string };
}
export type DeadLetterAnswer = { accepted: true } | { accepted: false; because: 'over' | 'already-retrying' };

export const retryNowUpdate = defineUpdate<DeadLetterAnswer, [{ by: string }]>('retryNow');
export const discardUpdate = defineUpdate<DeadLetterAnswer, [{ by: string; because: string }]>('discard');
export const deadLetterStatusQuery = defineQuery<DeadLetterStatus>('status');
