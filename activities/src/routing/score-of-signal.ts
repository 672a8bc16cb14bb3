import type { Score } from '@firstline/domain/scoring/score';
import type { Db } from '@firstline/platform/db/db';

/** The score that was kept for this signal, with its reasons in order of weight. */
export async function scoreOfSignal(db: Db, signalId: string): Promise<{ score: number; band: string; reasons: string[] }> {
  const verdict = await db.verdict.findFirst({ where: { signalId, kind: 'scored' }, select: { result: true } });
  if (!verdict) return { score: 0, band: 'cold', reasons: [] };
  const { score, band, contributions } = verdict.result as unknown as Score;
  const byWeight = contributions.filter(({ id }) => id !== 'base').toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points));
  return { score, band, reasons: byWeight.map(({ points, reason }) => `${points > 0 ? '+' : ''}${points} ${reason}`) };
}
