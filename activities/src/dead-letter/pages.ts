import { actionKey, type ActionKind } from '@firstline/domain/actions/instruction';
import type { AlertsPolicy, Policy } from '@firstline/domain/policy/policy.schema';
import type { Db } from '@firstline/platform/db/db';
import type { NewAction } from '../actions/actions.sql.js';
import { deadLetterRowId } from './dead-letter-id.js';

export interface Undone {
  key: string;
  kind: string;
  signalId: string;
  leadId: string;
  episodeId: string | null;
  triggerId: string;
  round: number | null;
  lastError: unknown;
}
export type OnCall = AlertsPolicy['onCall'][number];

export function onCallOf(policy: Policy, action: Undone): OnCall {
  const trigger = policy.triggers.find(({ id }) => id === action.triggerId);
  return policy.alerts.onCall.find(({ id }) => id === trigger?.onCall) ?? policy.alerts.onCall[0]!;
}

/** One page for a dead letter: where the policy says, and always in the inbox of whoever is on call. It is wanted whatever became of the lead. */
export async function pagesOf(
  db: Db,
  action: Undone,
  { policy, tries, publicUrl }: { policy: Policy; tries: number; publicUrl: string },
): Promise<NewAction[]> {
  const onCall = onCallOf(policy, action);
  const owner = policy.triggers.find(({ id }) => id === action.triggerId)?.owner;
  const member = policy.team.find(({ id }) => id === (onCall.member ?? owner));
  const undone = `${action.kind} is undone after ${tries} more ${tries === 1 ? 'try' : 'tries'}: ${lastErrorOf(action.lastError)}`;
  const lead = await db.lead.findUnique({ where: { id: action.leadId }, select: { displayName: true, score: true, scoreBand: true } });
  const { signalId, leadId, triggerId } = action;
  const [episodeId, round] = [action.episodeId ?? leadId, action.round ?? 0];
  const about = { signalId, leadId, episodeId, triggerId, round, target: targetOf(action), wanted: 'always' as const };
  const inbox: NewAction[] = member
    ? [
        {
          ...about,
          kind: 'inbox.alert',
          key: pageKey(action, 'inbox.alert'),
          instruction: {
            purpose: 'page',
            kind: 'on-call',
            repId: member.id,
            episodeId,
            leadId,
            round,
            who: lead?.displayName ?? 'A lead',
            why: undone,
            score: lead?.score ?? 0,
            scoreBand: lead?.scoreBand ?? 'cold',
            reasons: [],
            history: [],
          },
        },
      ]
    : [];
  if (onCall.page === 'inbox') return inbox;
  const link = `${publicUrl}/dead-letters?id=${deadLetterRowId(action.key)}`;
  const pager: NewAction = {
    ...about,
    kind: 'page.on-call',
    key: pageKey(action, 'page.on-call'),
    instruction: { onCallId: onCall.id, summary: undone, severity: 'error', dedupKey: `dead-letter/${deadLetterRowId(action.key)}`, link },
  };
  return [...inbox, pager];
}

/** Two dead letters of one episode are two pages. */
const targetOf = ({ key }: { key: string }): string => `dead-letter-${deadLetterRowId(key).slice(0, 8)}`;

export const pageKey = (action: Undone, kind: ActionKind): string =>
  actionKey({
    episodeId: action.episodeId ?? action.leadId,
    triggerId: action.triggerId,
    kind,
    target: targetOf(action),
    round: action.round ?? 0,
  });

const lastErrorOf = (error: unknown): string => {
  const { code, text } = (error ?? {}) as { code?: string; text?: string };
  return [code, text].filter(Boolean).join(': ') || 'unknown error';
};
