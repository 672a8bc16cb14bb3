import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { companySchema, personSchema } from '@firstline/domain/signal/signal';
import { usableAnswer } from './usable-answer.js';

describe('what a provider answers', () => {
  it('is taken field by field: a wrong one does not cost the others', () => {
    const answer = {
      found: true,
      person: { title: 7, seniority: 'vp', email: {} },
      company: { employees: 'many', industry: 'Aerospace', technologies: 'all', nickname: 'x' },
    };
    expect(usableAnswer(answer as never)).toEqual({ found: true, person: { seniority: 'vp' }, company: { industry: 'Aerospace' } });
  });

  it('is no answer when it says not even whether it knows them', () => {
    for (const nonsense of [undefined, null, 'an HTML page', 7, [], {}]) expect(() => usableAnswer(nonsense as never)).toThrow('no answer');
  });

  it('is whatever it may be: the rest of the house sees only what its own schemas allow', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.anything({ maxDepth: 4, withNullPrototype: true }),
        fc.anything({ maxDepth: 4 }),
        (found, person, company) => {
          const clean = usableAnswer({ found, person, company } as never);
          expect(personSchema.partial().safeParse(clean.person).success).toBe(true);
          expect(companySchema.partial().safeParse(clean.company).success).toBe(true);
        },
      ),
      { seed: 20_261_121, numRuns: 500 },
    );
  });
});
