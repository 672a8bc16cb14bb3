import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Signal } from '../signal/signal.js';
import { factsOf, factsOfSignal, type FactField, type FactSource, type FactValue } from './fact-value.js';
import { currentFacts } from './merge-facts.js';

const seed = 20_261_121;
const fact = (field: FactField, value: FactValue['value'], source: FactSource, observedAtMs = 0, signalId?: string): FactValue => ({
  field,
  value,
  source,
  observedAtMs,
  ...(signalId && { signalId }),
});
const policy = { providers: ['alpha', 'beta'], prefer: { 'company.employees': ['beta'], industry: ['beta', 'alpha'] } };

describe('the value that counts', () => {
  it('is a person’s edit in the CRM, then what they told us, then enrichment, then inference, however old', () => {
    const values = [
      fact('person.title', 'guessed', 'inferred:email', 40),
      fact('person.title', 'CTO', 'enrichment:alpha', 30),
      fact('person.title', 'VP Engineering', 'signal:web-form', 20),
      fact('person.title', 'Chief Engineer', 'crm-edit:hubspot', 10),
    ];
    for (const expected of ['Chief Engineer', 'VP Engineering', 'CTO', 'guessed']) {
      expect(currentFacts(values).person.title).toBe(expected);
      values.pop();
    }
  });

  it('is the newer of two that stand alike, and says so', () => {
    const { person, fields } = currentFacts([
      fact('person.title', 'new', 'signal:web-form', 2),
      fact('person.title', 'old', 'signal:chat', 1),
    ]);
    expect(person.title).toBe('new');
    expect(fields['person.title']).toMatchObject({
      because: 'the newer of what web-form and chat say',
      others: [{ value: 'old', source: 'signal:chat' }],
    });
  });

  it('is the provider’s that policy prefers for the field, not the one that answered last', () => {
    const { company, fields } = currentFacts(
      [
        fact('company.employees', 90, 'enrichment:beta', 1),
        fact('company.employees', 100, 'enrichment:alpha', 2),
        fact('company.name', 'A', 'enrichment:alpha', 1),
        fact('company.name', 'B', 'enrichment:beta', 2),
        fact('company.industry', 'a', 'enrichment:alpha', 2),
        fact('company.industry', 'b', 'enrichment:beta', 1),
        fact('company.city', 'x', 'enrichment:unlisted', 9),
        fact('company.city', 'y', 'enrichment:beta', 1),
      ],
      policy,
    );
    expect(company).toEqual({ employees: 90, name: 'A', industry: 'b', city: 'y' });
    expect(fields['company.employees']?.because).toBe('beta is preferred to alpha for this field');
  });

  it('is anything usable before junk typed to get past a form', () => {
    const { person, company, fields } = currentFacts([
      fact('person.email', 'asdf', 'signal:web-form', 9),
      fact('person.email', 'ada@engines.example', 'inferred:x', 1),
      fact('person.firstName', 'test', 'signal:web-form', 9),
      fact('person.firstName', 'Ada', 'enrichment:alpha', 1),
      fact('person.phone', '0000000', 'signal:web-form', 9),
      fact('person.phone', '+49 30 901820', 'enrichment:alpha', 1),
      fact('company.employees', 0, 'signal:web-form', 9),
      fact('company.employees', 120, 'enrichment:alpha', 1),
      fact('person.country', 'Earth', 'signal:web-form', 9),
    ]);
    expect(person).toMatchObject({ email: 'ada@engines.example', firstName: 'Ada', phone: '+49 30 901820', country: 'Earth' });
    expect(company.employees).toBe(120);
    expect(fields['person.email']?.because).toBe('the other value is not usable');
  });

  it('keeps names and places together that came together', () => {
    const moved = currentFacts([
      fact('person.country', 'US', 'signal:web-form', 5),
      fact('person.city', 'Berlin', 'enrichment:alpha', 9),
      fact('person.country', 'DE', 'enrichment:alpha', 9),
      fact('person.firstName', 'Bob', 'signal:web-form', 5),
      fact('person.firstName', 'Robert', 'enrichment:alpha', 9),
      fact('person.lastName', 'Babbage', 'enrichment:alpha', 9),
    ]);
    expect(moved.person).toEqual({ country: 'US', firstName: 'Bob', lastName: 'Babbage' });
    expect(moved.aside).toEqual([fact('person.city', 'Berlin', 'enrichment:alpha', 9)]);
    const agreeing = currentFacts([
      fact('person.country', 'US', 'signal:web-form', 5),
      fact('person.country', 'us', 'enrichment:alpha', 9),
      fact('person.city', 'Boston', 'enrichment:alpha', 9),
    ]);
    expect(agreeing.person.city).toBe('Boston');
  });

  it('fills what the winner never had, so that a merge loses nothing', () => {
    const { person } = currentFacts([
      ...factsOf({ person: { email: 'ada@engines.example' }, source: 'signal:a', observedAtMs: 2 }),
      ...factsOf({ person: { phone: '+49 30 901820', title: 'CTO' }, source: 'signal:b', observedAtMs: 1 }),
    ]);
    expect(person).toEqual({ email: 'ada@engines.example', phone: '+49 30 901820', title: 'CTO' });
  });

  it('keeps each system’s newest id', () => {
    const ids = (externalIds: Record<string, string>, observedAtMs: number) =>
      factsOf({ person: { externalIds }, source: 'signal:a', observedAtMs });
    expect(currentFacts([...ids({ shop: '1', 'segment.userId': 'u1' }, 1), ...ids({ shop: '2' }, 2)]).person.externalIds).toEqual({
      shop: '2',
      'segment.userId': 'u1',
    });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('provenance', () => {
  const source = fc.constantFrom<FactSource>(
    'crm-edit:hubspot',
    'signal:a',
    'signal:b',
    'enrichment:alpha',
    'enrichment:beta',
    'inferred:phone',
  );
  const field = fc.constantFrom<FactField>(
    'person.firstName',
    'person.lastName',
    'person.country',
    'person.city',
    'company.name',
    'company.employees',
    'person.externalIds/x',
  );
  const values = fc.array(
    fc.record({
      field,
      value: fc.oneof(fc.constantFrom('Ada', 'DE', 'Berlin', 'n/a'), fc.nat({ max: 3 })),
      source,
      observedAtMs: fc.nat({ max: 3 }),
    }),
    { maxLength: 30 },
  );

  it('drops no value, ever: each is current, beaten, or set aside', () => {
    fc.assert(
      fc.property(values, (all) => {
        const { fields, aside } = currentFacts(all, policy);
        const kept = [...Object.values(fields).flatMap(({ others, because: _because, ...winner }) => [winner, ...others]), ...aside];
        const text = (list: object[]): string[] =>
          list.map((each) => JSON.stringify(each, ['field', 'value', 'source', 'observedAtMs', 'signalId'])).sort();
        expect(text(kept)).toEqual(text(all));
      }),
      { seed, numRuns: 500 },
    );
  });

  it('comes out the same in whatever order values arrive', () => {
    fc.assert(
      fc.property(
        values.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const [a, b] = [currentFacts(all, policy), currentFacts(shuffled, policy)];
          expect([a.person, a.company]).toEqual([b.person, b.company]);
        },
      ),
      { seed, numRuns: 500 },
    );
  });
});

describe('the facts of a signal', () => {
  const signal = (type: Signal['type']): Signal => ({
    version: 1,
    id: '018f0000-0000-7000-8000-000000000001',
    connection: 'web',
    eventId: 'e1',
    type,
    occurredAt: '2026-11-20T10:00:00Z',
    receivedAt: '2026-11-20T10:00:01Z',
    lane: 'high',
    complete: true,
    test: false,
    person: { email: 'ada@engines.example', firstName: ' ', externalIds: { 'segment.userId': 'u1' } },
    company: { name: 'Engines', technologies: [] },
    attribution: {},
    consent: {},
    properties: {},
  });
  it('say from where and when, and nothing of empty fields', () => {
    expect(factsOfSignal(signal('form.submitted'))).toEqual(
      (
        [
          ['person.email', 'ada@engines.example'],
          ['person.externalIds/segment.userId', 'u1'],
          ['company.name', 'Engines'],
        ] as const
      ).map(([name, value]) => fact(name, value, 'signal:web', Date.parse('2026-11-20T10:00:00Z'), '018f0000-0000-7000-8000-000000000001')),
    );
  });
  it('count as looked up when a third party sent them', () => {
    expect(factsOfSignal(signal('intent.surged')).every((each) => each.source === 'enrichment:web')).toBe(true);
  });
});
