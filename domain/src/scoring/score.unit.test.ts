import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeFacts, fakeNowMs, fakeSignal } from '../policy/facts.fake.js';
import type { LeadFacts } from '../policy/facts.js';
import { type ScoringPolicy, scoringSchema } from '../policy/policy.schema.js';
import type { Signal } from '../signal/signal.js';
import { bandOf, score } from './score.js';

const day = 86_400_000;
const scoring = scoringSchema.parse({
  base: 10,
  fit: [
    { id: 'large', when: 'company.employees >= 1000', points: 25, because: '1,000 employees or more' },
    { id: 'leads', when: 'person.seniority in ["vp", "c_suite"]', points: 20, because: 'Can say yes alone' },
    { id: 'private', when: 'person.emailKind != "work"', points: -15, because: 'A private address' },
  ],
  interest: [
    { type: 'form.submitted', points: 20, halfLife: '2d', because: 'Filled in a form' },
    {
      type: 'website.page_viewed',
      when: 'signal.properties.category == "pricing"',
      points: 12,
      halfLife: '1d',
      because: 'Looked at pricing',
    },
  ],
});
interface Asked {
  facts?: Partial<LeadFacts>;
  signal?: Partial<Signal>;
  policy?: Partial<ScoringPolicy>;
  afterMs?: number;
}
const receivedAtMs = Date.parse(fakeSignal().receivedAt);
const ask = ({ facts, signal, policy, afterMs = 0 }: Asked = {}) =>
  score({
    facts: fakeFacts(facts),
    policy: { scoring: { ...scoring, ...policy } },
    signal: fakeSignal(signal),
    nowMs: receivedAtMs + afterMs,
  });
const pricing = (daysAgo: number): LeadFacts['recentSignals'][number] => ({
  type: 'website.page_viewed',
  atMs: receivedAtMs - daysAgo * day,
  properties: { category: 'pricing' },
});
const points = (asked: Asked, id: string): number => ask(asked).contributions.find((contribution) => contribution.id === id)?.points ?? 0;
const formPoints = (asked: Asked): number => points(asked, 'interest-1:form.submitted');
const pricingPoints = (asked: Asked): number => points(asked, 'interest-2:website.page_viewed');

describe('a score', () => {
  it('is the sum of its contributions, each with a reason', () => {
    expect(ask()).toEqual({
      score: 75,
      band: 'hot',
      contributions: [
        { id: 'base', points: 10, reason: 'Every lead starts here' },
        { id: 'large', points: 25, reason: '1,000 employees or more' },
        { id: 'leads', points: 20, reason: 'Can say yes alone' },
        { id: 'interest-1:form.submitted', points: 20, reason: 'Filled in a form (just now)' },
      ],
      unjudged: [],
    });
  });
  it('counts nothing for want of facts, and names them', () => {
    const verdict = ask({ facts: { person: {}, company: {} } });
    expect(verdict.score).toBe(30);
    expect(verdict.unjudged).toEqual([
      { id: 'large', missing: ['company.employees'] },
      { id: 'leads', missing: ['person.seniority'] },
      { id: 'private', missing: ['person.emailKind'] },
    ]);
  });
  it('cut at 100 or 0 shows the cut', () => {
    const [large] = scoring.fit;
    expect(ask({ policy: { base: 90 } })).toMatchObject({
      score: 100,
      contributions: expect.arrayContaining([{ id: 'limit', points: -55, reason: 'A score stays between 0 and 100' }]) as unknown,
    });
    expect(ask({ policy: { base: 0, interest: [], fit: [{ ...large!, points: -30 }] } })).toMatchObject({
      score: 0,
      band: 'cold',
      contributions: [{ points: -30 }, { id: 'limit', points: 30 }],
    });
  });
  it.each([
    [100, 'hot'],
    [70, 'hot'],
    [69, 'warm'],
    [40, 'warm'],
    [39, 'cold'],
    [0, 'cold'],
  ] as const)('of %i is %s', (value, band) => {
    expect(bandOf(value, scoring.bands)).toBe(band);
  });
});

describe('interest', () => {
  it('is halved by each half-life', () => {
    expect([0, 2, 4, 6].map((days) => formPoints({ afterMs: days * day }))).toEqual([20, 10, 5, 3]);
  });
  it('adds up over earlier signals, each at its own age', () => {
    expect(pricingPoints({ facts: { recentSignals: [pricing(0), pricing(1), pricing(2)] } })).toBe(21);
    expect(ask({ facts: { recentSignals: [pricing(0), pricing(1), pricing(2)] } }).contributions.at(-1)!.reason).toBe(
      'Looked at pricing (3 times, last just now)',
    );
    expect(ask({ facts: { recentSignals: [pricing(3)] } }).contributions.at(-1)!.reason).toBe('Looked at pricing (3 days ago)');
  });
  it('counts only what the condition asks for', () => {
    const others: LeadFacts['recentSignals'] = [
      { ...pricing(0), properties: { category: 'documentation' } },
      { ...pricing(0), properties: {} },
      { ...pricing(0), type: 'email.opened' },
    ];
    expect(pricingPoints({ facts: { recentSignals: others } })).toBe(0);
  });
  it('counts a signal from the future as one from now', () => {
    expect(formPoints({ afterMs: -5 * day })).toBe(20);
    expect(pricingPoints({ facts: { recentSignals: [pricing(-3)] } })).toBe(12);
  });
  it('asks a condition about the lead of earlier signals, too', () => {
    const policy = {
      interest: [{ type: 'website.page_viewed' as const, when: 'company.employees > 1000', points: 10, halfLife: day, because: 'Seen' }],
    };
    expect(points({ policy, facts: { recentSignals: [pricing(0)] } }, 'interest-1:website.page_viewed')).toBe(10);
  });
});

describe('whatever the features and the facts', () => {
  const laws = { seed: 20_261_121, numRuns: 200 };
  const feature = fc.record({
    id: fc.constant('f'),
    when: fc.constantFrom('true', 'company.employees > 100', 'person.phone == "x"', 'company.employees > 5000'),
    points: fc.double({ min: -100, max: 100, noNaN: true }),
    because: fc.constant('b'),
  });
  const seen = fc.record({
    type: fc.constantFrom('form.submitted' as const, 'website.page_viewed' as const),
    atMs: fc.integer({ min: fakeNowMs - 60 * day, max: fakeNowMs + day }),
    properties: fc.constant({ category: 'pricing' }),
  });

  it('contributions add up to the score exactly, and it stays between 0 and 100', () => {
    fc.assert(
      fc.property(
        fc.array(feature, { maxLength: 8 }),
        fc.array(seen, { maxLength: 50 }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (fit, recentSignals, base) => {
          const verdict = ask({ facts: { recentSignals }, policy: { fit, base } });
          expect(verdict.contributions.reduce((sum, contribution) => sum + contribution.points, 0)).toBe(verdict.score);
          expect(verdict.score).toBeGreaterThanOrEqual(0);
          expect(verdict.score).toBeLessThanOrEqual(100);
          for (const contribution of verdict.contributions) expect(Number.isInteger(contribution.points)).toBe(true);
        },
      ),
      laws,
    );
  });

  it('interest never grows while nothing happens', () => {
    fc.assert(
      fc.property(fc.array(seen, { maxLength: 20 }), fc.nat(40 * day), fc.nat(40 * day), (recentSignals, one, other) => {
        const [early, late] = [Math.min(one, other), Math.max(one, other)];
        for (const pointsOf of [formPoints, pricingPoints])
          expect(pointsOf({ facts: { recentSignals }, afterMs: late })).toBeLessThanOrEqual(
            pointsOf({ facts: { recentSignals }, afterMs: early }),
          );
      }),
      laws,
    );
  });

  it('one more signal never lowers it', () => {
    fc.assert(
      fc.property(fc.array(seen, { maxLength: 10 }), seen, (recentSignals, more) => {
        expect(ask({ facts: { recentSignals: [...recentSignals, more] } }).score).toBeGreaterThanOrEqual(
          ask({ facts: { recentSignals } }).score,
        );
      }),
      laws,
    );
  });
});
