import type { ActionKind, InstructionOf, Wanted } from '@firstline/domain/actions/instruction';
import type { Db, Json } from '@firstline/platform/db/db';
import type { OrderedAction } from '../activities.js';

export interface NewAction {
  key: string;
  kind: ActionKind;
  signalId: string;
  leadId: string;
  episodeId: string;
  triggerId: string;
  target: string;
  round: number;
  wanted: Wanted;
  instruction: InstructionOf[ActionKind];
}

/** Which performer does it; the name is what the Temporal UI shows. */
const byKind: Record<ActionKind, OrderedAction['by']> = {
  'inbox.alert': 'notifyRep',
  'slack.alert': 'notifyRep',
  'email.alert': 'notifyRep',
  'inbox.update': 'updateMessage',
  'slack.update': 'updateMessage',
  'crm.upsert-lead': 'writeCrm',
  'crm.create-task': 'writeCrm',
  'crm.set-owner': 'writeCrm',
  'crm.close-tasks': 'writeCrm',
  'page.on-call': 'pageOnCall',
};
export const performedBy = (kind: ActionKind): OrderedAction['by'] => byKind[kind];

/** Stores instructions; the same key again is the same instruction. */
export async function orderActions(db: Db, actions: readonly NewAction[]): Promise<OrderedAction[]> {
  await db.action.createMany({
    data: actions.map((action) => ({ ...action, instruction: action.instruction as unknown as Json })),
    skipDuplicates: true,
  });
  return actions.map(({ key, kind }) => ({ key, kind, by: performedBy(kind) }));
}

/** Instructions read back from the store, in the order to perform them in: a contact is written before what hangs on it. */
export const orderedBefore = (rows: readonly { key: string; kind: string }[]): OrderedAction[] =>
  rows
    .map(({ key, kind }) => ({ key, kind, by: performedBy(kind as ActionKind) }))
    .toSorted((a, b) => Number(b.kind === 'crm.upsert-lead') - Number(a.kind === 'crm.upsert-lead') || (a.key < b.key ? -1 : 1));
