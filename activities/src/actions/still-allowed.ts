import type { Db } from '@firstline/platform/db/db';

export interface ActionRow {
  key: string;
  kind: string;
  wanted: string;
  round: number | null;
  episodeId: string | null;
  leadId: string;
  signalId: string;
  triggerId: string;
}

/** Asked just before acting. @returns why it must not be done any more, or null */
export type StillAllowed = (db: Db, action: ActionRow) => Promise<string | null>;

/** Nothing is sent after somebody took the lead, nor for a round that is over. */
export const stillWanted: StillAllowed = async (db, { wanted, episodeId, round }) => {
  if (wanted === 'always' || !episodeId) return null;
  const episode = await db.episode.findUnique({ where: { id: episodeId }, select: { takenAt: true, takenByRepId: true, closedAt: true, stage: true } });
  if (!episode) return 'the lead was erased';
  if (episode.takenAt) return `${episode.takenByRepId ?? 'somebody'} took the lead`;
  if (episode.closedAt) return `it ended as ${episode.stage}`;
  if (wanted !== 'while-offered' || round === null) return null;
  const open = await db.assignment.findFirst({ where: { episodeId, round, endedAt: null }, select: { id: true } });
  return open ? null : 'somebody else is asked by now';
};
