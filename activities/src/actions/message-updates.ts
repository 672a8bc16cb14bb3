import type { InstructionOf } from '@firstline/domain/actions/instruction';
import type { Db } from '@firstline/platform/db/db';
import type { NewAction } from './actions.sql.js';

/** One update for every message of an episode (or of one round) that was sent or is being sent. E-mail cannot be updated. */
export async function messageUpdates(
  db: Db,
  episodeId: string,
  update: Omit<InstructionOf['slack.update'], 'of'>,
  round?: number,
): Promise<NewAction[]> {
  const alerts = await db.action.findMany({
    // What is wanted in any case, such as the page about a dead letter, is not about who has the lead.
    where: {
      episodeId,
      kind: { in: ['inbox.alert', 'slack.alert'] },
      wanted: { not: 'always' },
      state: { in: ['done', 'sending', 'unknown'] },
      ...(round === undefined ? {} : { round }),
    },
    select: { key: true, kind: true, signalId: true, leadId: true, triggerId: true, target: true, round: true },
  });
  return alerts.map((alert) => ({
    key: `${alert.key}/${update.as}`,
    kind: alert.kind === 'inbox.alert' ? 'inbox.update' : 'slack.update',
    signalId: alert.signalId,
    leadId: alert.leadId,
    episodeId,
    triggerId: alert.triggerId,
    target: alert.target,
    round: alert.round ?? 0,
    wanted: 'always',
    instruction: { of: alert.key, ...update },
  }));
}
