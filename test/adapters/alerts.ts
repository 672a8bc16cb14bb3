import type { ActionKind, AlertInstruction, InstructionOf, UpdateInstruction } from '@firstline/domain/actions/instruction';
import { anAlert } from '@firstline/activities/notify/for-tests';
import type { Order, SentMessages, VendorRef } from '@firstline/activities/actions/performer.port';
import type { MemberContact, MemberDirectory } from '@firstline/activities/notify/members.port';

export { anAlert };
export const EPISODE = anAlert().episodeId;

export const orderOf = <K extends ActionKind>(kind: K, instruction: InstructionOf[K], change: Partial<Order<K>> = {}): Order<K> => ({
  key: `${EPISODE}/demo-request/${kind}/ana-duarte/1`,
  kind,
  signalId: '7d1b0a62-6a86-4c58-8a35-30b7f44a6f01',
  leadId: '5e0f3a34-0cf7-4c8c-8a9b-6f0a2f5c1d22',
  episodeId: EPISODE,
  triggerId: 'demo-request',
  target: 'ana-duarte',
  instruction,
  ...change,
});

export const anUpdate = (of: string, change: Partial<UpdateInstruction> = {}): UpdateInstruction => ({
  of,
  as: 'taken',
  who: 'Ada King',
  byName: 'Ana Duarte',
  ...change,
});

/** A team of whoever is given. */
export class FakeMembers implements MemberDirectory {
  readonly members = new Map<string, MemberContact>();
  constructor(members: MemberContact[]) {
    for (const member of members) this.members.set(member.id, member);
  }
  async memberOf(id: string): Promise<MemberContact | undefined> {
    return this.members.get(id);
  }
}

export const ana: MemberContact = { id: 'ana-duarte', name: 'Ana Duarte', email: 'ana.duarte@firstline.example', zone: 'Europe/Lisbon' };
export const ben: MemberContact = { id: 'ben-carter', name: 'Ben Carter', email: 'ben.carter@firstline.example', zone: 'Europe/London' };

/** What was sent before, as the action rows would say. */
export class FakeSentMessages implements SentMessages {
  readonly sent = new Map<string, { ref: VendorRef; alert: AlertInstruction } | 'pending'>();
  readonly ended = new Set<string>();
  async find(key: string): ReturnType<SentMessages['find']> {
    const message = this.sent.get(key);
    if (message === 'pending') return { is: 'pending' };
    return message ? { is: 'sent', ...message } : { is: 'not-sent' };
  }
  async hasEnded(key: string): Promise<boolean> {
    return this.ended.has(key);
  }
}

/** The coded failure of a rejected promise, as the workflow would see it. */
export async function failureOf(
  attempt: Promise<unknown>,
): Promise<{ type: string; message: string; final: boolean; unknown: boolean; afterMs: number | undefined; whole: string }> {
  try {
    await attempt;
  } catch (error) {
    const { type, message, nonRetryable, details, nextRetryDelay, cause, stack } = error as {
      type: string;
      message: string;
      nonRetryable: boolean;
      details?: { outcome?: string }[];
      nextRetryDelay?: number;
      cause?: Error;
      stack?: string;
    };
    return {
      type,
      message,
      final: nonRetryable,
      unknown: details?.some((detail) => detail.outcome === 'unknown') ?? false,
      afterMs: nextRetryDelay,
      whole: [message, stack, cause?.message, cause?.stack].join('\n'),
    };
  }
  throw new Error('it did not fail');
}
