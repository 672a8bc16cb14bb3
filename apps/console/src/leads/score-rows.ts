import type { ScoreDetail } from '@firstline/domain/api/leads.schema';

interface ScoreRow {
  id: string;
  because: string;
  points: number;
}

/**
 * Lines that add up to the score shown. A sum beyond 0 to 100 is said to be capped; a remainder that no line explains is
 * shown as a line of its own rather than hidden.
 */
export function scoreRows({ score, contributions }: ScoreDetail): { rows: ScoreRow[]; capped: string | null } {
  const rows: ScoreRow[] = contributions.map((one, index) => ({
    id: `${index} ${one.id}`,
    because: one.because || one.id,
    points: one.points,
  }));
  const sum = contributions.reduce((total, one) => total + one.points, 0);
  const capped =
    score >= 100 && sum > 100 ? `${Math.round(sum)}, capped at 100` : score <= 0 && sum < 0 ? `${Math.round(sum)}, raised to 0` : null;
  const rest = score - sum;
  if (!capped && Math.abs(rest) >= 0.5) rows.push({ id: 'rest', because: 'Rounding and what is not itemised', points: rest });
  return { rows, capped };
}
