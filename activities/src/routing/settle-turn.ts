import type { Db } from '@firstline/platform/db/db';
import { creditBackTurn, giveTurnTo } from './routing.sql.js';

/**
 * Whose turn a taken lead was. Somebody else than the one being asked took it: the turn is theirs. Had it been theirs in an earlier round, it is
 * counted already, and the one being asked now simply gets theirs back.
 */
export async function settleTurn(
  db: Db,
  open: { id: string; episodeId: string; repId: string; poolId: string | null },
  by: { repId: string; name: string; takenAtMs: number },
): Promise<void> {
  if (open.repId === by.repId || !open.poolId) return;
  const { repId, name, takenAtMs: atMs } = by;
  const had = await db.assignment.findFirst({ where: { episodeId: open.episodeId, repId, poolId: open.poolId }, select: { id: true } });
  if (had) await creditBackTurn(db, { assignmentId: open.id, atMs, because: `${name} took it, whose turn it was before` });
  else await giveTurnTo(db, { assignmentId: open.id, fromRepId: open.repId, toRepId: repId, atMs });
}
