import { describe, expect, it } from 'vitest';
import { ladderOf } from './ladder.js';

const minute = 60_000;
describe('what happens when nobody takes a lead', () => {
  it('is told rung by rung, in time from the first offer', () => {
    const sla = {
      respondWithinMs: 5 * minute,
      remindAfterMs: 3 * minute,
      reps: 2,
      pageAfterMs: 10 * minute,
      giveUpAfterMs: 1_440 * minute,
      clock: 'always' as const,
    };
    expect(ladderOf(sla).map((rung) => `${rung.at}: ${rung.text}`)).toEqual([
      'At once: the first rep is asked',
      '3 min: they are reminded',
      '5 min: rep number 2 is asked',
      '10 min: the manager is asked',
      '20 min: on-call is paged',
      '1 d: it ends as unanswered',
    ]);
  });
});
