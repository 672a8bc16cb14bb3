import type { ScoreDetail } from '@firstline/domain/api/leads.schema';
import { describe, expect, it } from 'vitest';
import { scoreRows } from './score-rows.js';

const detail = (score: number, ...points: number[]): ScoreDetail => ({
  score,
  band: null,
  decidedAt: '2026-11-21T09:00:00Z',
  contributions: points.map((value, index) => ({ id: `f${index}`, points: value, because: `reason ${index}` })),
});
const sumOf = (score: ScoreDetail) => scoreRows(score).rows.reduce((sum, row) => sum + row.points, 0);

describe('the parts of a score', () => {
  it('add up to the score', () => {
    expect(sumOf(detail(62, 30, 40, -8))).toBe(62);
    expect(scoreRows(detail(62, 30, 40, -8)).rows).toHaveLength(3);
  });
  it('show a remainder rather than hide it', () => {
    expect(sumOf(detail(62, 30, 20))).toBe(62);
    expect(scoreRows(detail(62, 30, 20)).rows.at(-1)).toMatchObject({ id: 'rest', points: 12 });
  });
  it('say when the sum was capped', () => {
    expect(scoreRows(detail(100, 70, 50)).capped).toBe('120, capped at 100');
    expect(scoreRows(detail(0, 10, -50)).capped).toBe('-40, raised to 0');
  });
  it('ignore the dust of floating point', () => {
    expect(scoreRows(detail(30, 10.1, 19.9)).rows).toHaveLength(2);
  });
});
