import type { Wanted } from '@firstline/domain/actions/instruction';
import type { Db } from '@firstline/platform/db/db';

export type EpisodeFor =
  | { kind: 'mine'; episodeId: string }
  | { kind: 'joined'; episodeId: string; ownerWorkflowId: string }
  | { kind: 'none' };

export const noEpisode: EpisodeFor = { kind: 'none' };

/**
 * The open episode of a lead: owned by this workflow, joined, or opened when the signal has a trigger. The caller holds the lead's lock,
 * and a partial unique index stands behind it.
 */
export async function episodeFor(
  db: Db,
  {
    leadId,
    signalId,
    workflowId,
    wanted,
    newId,
  }: { leadId: string; signalId: string; workflowId: string; wanted: boolean; newId: () => string },
): Promise<EpisodeFor> {
  const open = await db.episode.findFirst({ where: { leadId, closedAt: null } });
  if (open?.ownerWorkflowId === workflowId) return { kind: 'mine', episodeId: open.id };
  if (open) {
    await db.episodeJoin.createMany({ data: [{ signalId, episodeId: open.id }], skipDuplicates: true });
    return { kind: 'joined', episodeId: open.id, ownerWorkflowId: open.ownerWorkflowId };
  }
  if (!wanted) return noEpisode;
  const episode = await db.episode.create({
    data: { id: newId(), leadId, ownerSignalId: signalId, ownerWorkflowId: workflowId, stage: 'enriching' },
  });
  return { kind: 'mine', episodeId: episode.id };
}

/** Ends the assignment that is open, if any. */
export const endAssignment = (
  db: Db,
  episodeId: string,
  as: 'taken' | 'breached' | 'passed' | 'reassigned' | 'cancelled',
  at: Date,
): Promise<{ count: number }> => db.assignment.updateMany({ where: { episodeId, endedAt: null }, data: { endedAt: at, endedAs: as } });

/** Instructions that were not sent yet are not sent any more. */
export const withholdOrdered = (db: Db, episodeId: string, wanted: Wanted[]): Promise<unknown> =>
  db.action.updateMany({
    where: { episodeId, state: { in: ['ordered'] }, wanted: { in: wanted } },
    data: { state: 'withheld', doneAt: new Date() },
  });

/** Signals that joined and that nobody has judged, in the order in which they came; one that was erased meanwhile needs no judgement. */
export const joinedUnjudged = async (db: Db, episodeId: string): Promise<string[]> =>
  (
    await db.$queryRaw<{ id: string }[]>`
      SELECT j.signal_id::text AS id FROM episode_join j JOIN signal s ON s.id = j.signal_id
       WHERE j.episode_id = ${episodeId}::uuid AND j.absorbed_at IS NULL ORDER BY j.joined_at, j.signal_id`
  ).map(({ id }) => id);
