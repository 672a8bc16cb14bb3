import { creditBack, moveTurn, type LedgerEntry, type PoolState } from '@firstline/domain/routing/pick';
import type { RepState, TeamState } from '@firstline/domain/routing/eligibility';
import type { Db, Json } from '@firstline/platform/db/db';

/** The pool's counters, locked until commit: two leads at once take two turns. */
export async function lockPool(db: Db, poolId: string): Promise<PoolState> {
  await db.$executeRaw`INSERT INTO pool_turn (pool_id, state, updated_at) VALUES (${poolId}, '{}'::jsonb, now()) ON CONFLICT DO NOTHING`;
  const rows = await db.$queryRaw<{ state: PoolState }[]>`SELECT state FROM pool_turn WHERE pool_id = ${poolId} FOR UPDATE`;
  return rows[0]!.state;
}

/** The counters and the lines that explain them, together or not at all. */
export async function savePool(
  db: Db,
  turn: { poolId: string; state: PoolState; ledger: readonly LedgerEntry[]; assignmentId: string },
): Promise<void> {
  const { poolId, state, ledger, assignmentId } = turn;
  await db.poolTurn.update({ where: { poolId }, data: { state: state as unknown as Json } });
  await db.ledgerEntry.createMany({
    data: ledger.map(({ repId, kind, amount, because, atMs }) => ({
      poolId,
      repId,
      kind,
      amount,
      because,
      at: new Date(atMs),
      assignmentId,
    })),
  });
}

/** Their turn did not count: everything it moved is moved back, once. */
export async function creditBackTurn(
  db: Db,
  { assignmentId, atMs, because }: { assignmentId: string; atMs: number; because: string },
): Promise<void> {
  const lines = await linesOf(db, assignmentId);
  const poolId = lines[0]?.poolId;
  if (!poolId || lines.some(({ kind }) => kind === 'credited-back' || kind === 'owed-back')) return;
  const pool = await lockPool(db, poolId);
  const { state, ledger } = creditBack(pool, lines, { atMs, because });
  await savePool(db, { poolId, state, ledger, assignmentId });
}

/** Somebody else of the pool took it: the turn is theirs. */
export async function giveTurnTo(
  db: Db,
  { assignmentId, fromRepId, toRepId, atMs }: { assignmentId: string; fromRepId: string; toRepId: string; atMs: number },
): Promise<void> {
  const lines = await linesOf(db, assignmentId);
  const poolId = lines[0]?.poolId;
  if (!poolId || fromRepId === toRepId || lines.some(({ kind }) => kind === 'credited-back')) return;
  const pool = await lockPool(db, poolId);
  await savePool(db, { poolId, assignmentId, ...moveTurn(pool, { poolId, fromRepId, toRepId, atMs }) });
}

const linesOf = async (db: Db, assignmentId: string): Promise<LedgerEntry[]> =>
  (await db.ledgerEntry.findMany({ where: { assignmentId }, orderBy: { id: 'asc' } })).map(
    ({ poolId, repId, kind, amount, because, at }) => ({
      poolId,
      repId,
      kind: kind as LedgerEntry['kind'],
      amount,
      because,
      atMs: at.getTime(),
    }),
  );

/** Who holds how much right now, and who switched themselves away. Read in the transaction that assigns. */
export async function teamState(db: Db, now: Date): Promise<TeamState> {
  const rows = await db.$queryRaw<{ repId: string; openLeads: number; away: boolean }[]>`
    SELECT coalesce(l.rep_id, p.rep_id) AS "repId", coalesce(l.open, 0)::int AS "openLeads",
           coalesce(p.away AND (p.until IS NULL OR p.until > ${now}), false) AS away
      FROM (
        SELECT rep_id, count(*) AS open FROM (
          SELECT rep_id, episode_id FROM assignment WHERE ended_at IS NULL
          UNION
          SELECT taken_by_rep_id, id FROM episode WHERE closed_at IS NULL AND taken_by_rep_id IS NOT NULL
        ) AS held GROUP BY rep_id
      ) AS l FULL JOIN rep_presence p ON p.rep_id = l.rep_id`;
  return Object.fromEntries(
    rows.map(({ repId, openLeads, away }): [string, RepState] => [repId, { openLeads, manualAway: away, active: true }]),
  );
}

/** How often this episode was held: a hold leaves a timeline entry. */
export const holdsOf = (db: Db, signalId: string): Promise<number> => db.timelineEntry.count({ where: { signalId, step: 'held' } });
