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

/** Asked just before acting. @returns why nobody wants it any more, or null */
export type StillWanted = (db: Db, action: ActionRow) => Promise<string | null>;

/** Nothing is sent after somebody took the lead, nor for a round that is over. */
export const stillWanted: StillWanted = async (db, { wanted, episodeId, round }) => {
  if (wanted === 'always' || !episodeId) return null;
  const rows = await db.$queryRaw<{ taken: boolean; takenBy: string | null; closed: boolean; stage: string; offered: boolean }[]>`
    SELECT taken_at IS NOT NULL AS taken, taken_by_rep_id AS "takenBy", closed_at IS NOT NULL AS closed, stage,
           EXISTS (SELECT FROM assignment a WHERE a.episode_id = e.id AND a.round = ${round} AND a.ended_at IS NULL) AS offered
      FROM episode e WHERE e.id = ${episodeId}::uuid`;
  const episode = rows[0];
  if (!episode) return 'the lead was erased';
  if (episode.taken) return `${episode.takenBy ?? 'somebody'} took the lead`;
  if (episode.closed) return `it ended as ${episode.stage}`;
  return wanted !== 'while-offered' || round === null || episode.offered ? null : 'somebody else is asked by now';
};
