import type { AlertInstruction } from '@firstline/domain/actions/instruction';
import type { Db } from '@firstline/platform/db/db';

/** What the rep was told of the lead in this pursuit, in whatever channel: the latest. */
export async function alertTo(db: Db, { episodeId, repId }: { episodeId: string; repId: string }): Promise<AlertInstruction | null> {
  const [row] = await db.$queryRaw<{ instruction: AlertInstruction }[]>`
    SELECT instruction FROM action
     WHERE episode_id = ${episodeId}::uuid AND kind LIKE '%.alert' AND instruction->>'repId' = ${repId}
     ORDER BY created_at DESC LIMIT 1`;
  return row?.instruction ?? null;
}
