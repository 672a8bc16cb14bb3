import { Environment } from '@marcbachmann/cel-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue, Signal } from '../signal/signal.js';
import { holds, problemsOfCel } from './cel.js';
import { mentions } from './cel-functions.js';
import { factRoots, factTypes } from './cel-language.js';
import { fakeRuleFacts } from './facts.fake.js';
import type { LeadFacts } from './facts.js';
import type { RuleFacts } from './rule-facts.js';

/** Fixed, so that a red run is the same run again. */
const laws = { seed: 20_261_121, numRuns: 250 };

const texts = ['GB', 'DE', 'vp', 'a', 'ab', ''];
const literalText = fc.constantFrom(...texts).map((text) => JSON.stringify(text));
const textFact = fc.constantFrom('person.title', 'company.name', 'company.industry', 'person.city');
const numberFact = fc.constantFrom('company.employees', 'company.revenueUsd', 'lead.openOpportunities');
const comparison = fc.constantFrom('==', '!=', '<', '<=', '>', '>=');
const text = fc.oneof(
  textFact,
  literalText,
  textFact.map((fact) => `${fact}.lowerAscii()`),
);
const number = fc.oneof(
  numberFact,
  fc.integer({ min: -5, max: 2000 }).map(String),
  numberFact.map((fact) => `(${fact} + 1)`),
);

/** Conditions of any shape over a few facts; none asks has(), which is there to see the difference between known and unknown. */
const { condition } = fc.letrec<{ condition: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    fc.tuple(text, comparison, text).map((parts) => parts.join(' ')),
    fc.tuple(number, comparison, number).map((parts) => parts.join(' ')),
    fc.tuple(textFact, literalText).map(([fact, part]) => `${fact}.contains(${part})`),
    fc.tuple(textFact, literalText).map(([fact, part]) => `${fact}.mentions(${part})`),
    fc.tuple(text, fc.array(literalText, { minLength: 1, maxLength: 3 })).map(([fact, list]) => `${fact} in [${list.join(', ')}]`),
    fc.tuple(literalText).map(([part]) => `${part} in company.technologies`),
    fc
      .tuple(fc.constantFrom('all', 'exists', 'exists_one'), literalText, textFact)
      .map(([macro, part, fact]) => `company.technologies.${macro}(t, t == ${part} || t == ${fact})`),
    fc
      .tuple(literalText, fc.integer({ min: 0, max: 2 }))
      .map(([part, size]) => `company.technologies.filter(t, t != ${part}).size() > ${size}`),
    fc.constantFrom('true', 'false', 'signal.test'),
  ),
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('atom'),
    fc
      .tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition'))
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    tie('condition').map((inner) => `!(${inner})`),
    fc.tuple(tie('condition'), tie('condition'), tie('condition')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
  ),
}));

const known = fc.record({
  title: fc.constantFrom(...texts.filter(Boolean)),
  city: fc.constantFrom(...texts.filter(Boolean)),
  name: fc.constantFrom(...texts.filter(Boolean)),
  industry: fc.constantFrom(...texts.filter(Boolean)),
  employees: fc.nat(2000),
  revenueUsd: fc.nat(2000),
  technologies: fc.array(fc.constantFrom(...texts.filter(Boolean)), { maxLength: 4 }),
});
type Known = typeof known extends fc.Arbitrary<infer T> ? T : never;
const seen = ({ title, city, ...company }: Partial<Known>): RuleFacts => fakeRuleFacts({ person: { title, city }, company });

describe('the third answer', () => {
  it('is never taken back: what is decided without a fact is decided the same with it', () => {
    fc.assert(
      fc.property(
        condition,
        known,
        fc.subarray(['title', 'city', 'name', 'industry', 'employees', 'revenueUsd', 'technologies'] as const),
        (source, facts, hidden) => {
          const partly = holds(source, seen({ ...facts, ...Object.fromEntries(hidden.map((field) => [field, undefined])) }));
          const fully = holds(source, seen(facts));
          expect(fully.truth).not.toBe('unknown');
          if (partly.truth === 'unknown') expect(partly.missing.length).toBeGreaterThan(0);
          else expect(partly.truth).toBe(fully.truth);
        },
      ),
      laws,
    );
  });

  it('names only facts that are missing', () => {
    fc.assert(
      fc.property(condition, known, (source, facts) => {
        const { missing } = holds(source, seen({ ...facts, title: undefined, technologies: undefined }));
        for (const path of missing) expect(['person.title', 'company.technologies']).toContain(path);
      }),
      laws,
    );
  });

  it('turns a condition and its opposite into the same doubt', () => {
    fc.assert(
      fc.property(condition, known, (source, facts) => {
        const some = seen({ ...facts, name: undefined, employees: undefined });
        const [one, other] = [holds(source, some), holds(`!(${source})`, some)];
        expect(other.truth).toBe(one.truth === 'unknown' ? 'unknown' : !one.truth);
        expect(other.missing).toEqual(one.missing);
      }),
      laws,
    );
  });
});

/** The library's own evaluator over the same facts: a second opinion on what CEL means when everything is known. */
function secondOpinion(): Environment {
  const environment = new Environment();
  for (const [name, fields] of Object.entries(factTypes)) environment.registerType(name, { fields });
  for (const [name, type] of Object.entries(factRoots)) environment.registerVariable(name, type);
  environment.registerFunction('string.mentions(string): bool', (within: string, part: string) => mentions(within, part));
  environment.registerOperator('double == int', (left: number, right: bigint) => left === Number(right));
  for (const [operator, apply] of Object.entries({ '+': (a: number, b: number) => a + b, '-': (a: number, b: number) => a - b })) {
    environment.registerOperator(`double ${operator} int`, (a: number, b: bigint) => apply(a, Number(b)));
    environment.registerOperator(`int ${operator} double`, (a: bigint, b: number) => apply(Number(a), b));
  }
  return environment;
}

/** Every declared field, since the library takes an absent one for an error. */
const complete = (facts: Known): RuleFacts => {
  const view = seen(facts);
  const lead = { ...view.lead, openOpportunities: BigInt(view.lead.openOpportunities), activeSequences: 0n, recentSignals: [] };
  return { ...view, company: { ...view.company, employees: BigInt(facts.employees) }, lead } as unknown as RuleFacts;
};

describe('with every fact known', () => {
  it('our evaluation answers as the CEL library does', () => {
    const environment = secondOpinion();
    fc.assert(
      fc.property(condition, known, (source, facts) => {
        const { signal, person, company, lead } = complete(facts);
        const expected: unknown = environment.evaluate(source, { signal, person, company, lead });
        expect(holds(source, seen(facts)).truth).toBe(expected);
      }),
      laws,
    );
  });
});

const anyJson = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<JsonValue>;

describe('whatever is written or sent', () => {
  it('evaluation never throws, and says true, false or unknown', () => {
    const words = fc.constantFrom(
      'signal',
      'person',
      '.properties',
      '.title',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '"a"',
      '1',
      '0.5',
      '&&',
      '||',
      '!',
      '?',
      ':',
      ',',
      '.',
      'in',
      '==',
      '.exists(x, x)',
      'has',
      'size',
      '\\',
      '\u0000',
      '🦊',
      'null',
      'cel.bind(x,',
      'b"',
      "'''",
    );
    const source = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.array(words, { maxLength: 14 }).map((parts) => parts.join('')),
      condition,
    );
    fc.assert(
      fc.property(source, anyJson, (written, sent) => {
        const facts = fakeRuleFacts({}, { properties: { sent, __proto__: sent } });
        const answer = holds(written, facts);
        expect([true, false, 'unknown']).toContain(answer.truth);
        for (const { offset, message } of problemsOfCel(written)) {
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(message).not.toBe('');
        }
      }),
      { ...laws, numRuns: 500 },
    );
  });

  it('properties of any kind are compared without error', () => {
    const operation = fc.constantFrom(
      '== 1',
      '!= "a"',
      '> 1',
      '< "a"',
      'in ["a"]',
      '.a.b == 1',
      '["x"] == 1',
      '[0] == 1',
      '.exists(x, x == 1)',
      '.size() > 1',
      '.contains("a")',
      '+ 1 > 2',
      '? true : false',
      '&& true',
      '.lowerAscii() == "a"',
    );
    fc.assert(
      fc.property(operation, anyJson, (operator, sent) => {
        const { truth, missing, problems } = holds(`signal.properties.sent ${operator}`, fakeRuleFacts({}, { properties: { sent } }));
        if (truth === 'unknown') expect(missing.length + problems.length).toBeGreaterThan(0);
      }),
      { ...laws, numRuns: 500 },
    );
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'])(
    'a property called %s is a property, not the machinery behind it',
    (name) => {
      const none = fakeRuleFacts({}, { properties: {} });
      expect(holds(`signal.properties.${name} == "x"`, none)).toMatchObject({ truth: 'unknown', missing: [`signal.properties.${name}`] });
      expect(holds(`has(signal.properties.${name})`, none).truth).toBe(false);
      expect(holds(`"${name}" in signal.properties`, none).truth).toBe(false);
      const sent = fakeRuleFacts({}, { properties: JSON.parse(`{ "${name}": "x" }`) as Signal['properties'] });
      expect(holds(`signal.properties.${name} == "x"`, sent).truth).toBe(true);
      expect(problemsOfCel(`person.${name} == "x"`)).toMatchObject([{ severity: 'error' }]);
    },
  );

  const many: LeadFacts['recentSignals'] = Array.from({ length: 50 }, (_, at) => ({
    type: 'email.opened',
    atMs: at,
    properties: { n: at },
  }));
  const long = 'a'.repeat(20_000);
  it.each([
    [
      'lists within lists within lists',
      `lead.recentSignals.exists(a, ${'lead.recentSignals.exists(b, '.repeat(6)}b.daysAgo < 0.0${')'.repeat(6)})`,
    ],
    [
      'a list of lists that grows',
      'lead.recentSignals.map(a, lead.recentSignals.map(b, lead.recentSignals.map(c, lead.recentSignals))).size() > 1',
    ],
    ['long texts looked for in long texts', `lead.recentSignals.exists(s, signal.properties.long.contains(signal.properties.other))`],
    [
      'texts that double',
      `lead.recentSignals.exists(s, (${Array.from({ length: 30 }, () => 'signal.properties.long').join(' + ')}).size() < 0)`,
    ],
  ])('%s are given up, not waited for', (_, source) => {
    const facts = fakeRuleFacts({ recentSignals: many }, { properties: { long, other: `${long.slice(0, 9_999)}b` } });
    expect(problemsOfCel(source)).toEqual([]);
    expect(holds(source, facts)).toMatchObject({
      truth: 'unknown',
      problems: ['the condition was given up: it costs too much on these facts'],
    });
  });

  it('what is too long, too deep or too wide is refused when the policy is read', () => {
    expect(problemsOfCel(`"${'a'.repeat(2_100)}" == person.title`)[0]!.message).toBe('a condition may have 2000 characters');
    expect(problemsOfCel(`${'('.repeat(500)}true${')'.repeat(500)}`)[0]).toMatchObject({ severity: 'error' });
    expect(problemsOfCel(`${'!'.repeat(1_000)}true`)[0]).toMatchObject({ severity: 'error' });
    expect(problemsOfCel(`1 in [${Array.from({ length: 700 }, () => 1).join(',')}]`)[0]).toMatchObject({ severity: 'error' });
  });

  it('facts nested deeper than any sender nests them end the comparison, not the process', () => {
    let deep: JsonValue = 1;
    for (let depth = 0; depth < 50_000; depth++) deep = [deep];
    let other: JsonValue = 1;
    for (let depth = 0; depth < 50_000; depth++) other = [other];
    expect(holds('signal.properties.deep == signal.properties.other', fakeRuleFacts({}, { properties: { deep, other } })).truth).toBe(
      'unknown',
    );
  });
});
