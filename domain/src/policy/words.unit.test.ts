import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, contentHash } from './canonical.js';
import { mentions } from './cel-functions.js';
import { didYouMean } from './did-you-mean.js';
import { parseDuration } from './duration.js';
import { ageInWords, asSentence, durationInWords, listInWords } from './words.js';

describe('durations', () => {
  it.each([
    ['250ms', 250],
    ['90s', 90_000],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['1h 30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['30d', 2_592_000_000],
    [' 4h ', 14_400_000],
    ['0s', 0],
  ])('%s is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });
  it.each(['', '5', 'm', '5 minutes', '-5m', '5m!', '1e3s', '5M', 'Infinitym', '٣m', '5m\n5'])('%j is no duration', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
  it.each([
    [0, '0 seconds'],
    [250, '250 ms'],
    [1_000, '1 second'],
    [90_000, '1 minute 30 seconds'],
    [300_000, '5 minutes'],
    [14_400_000, '4 hours'],
    [86_400_000, '1 day'],
    [90_061_000, '1 day 1 hour'],
    [86_460_000, '1 day'],
  ])('%i ms are %s', (ms, words) => {
    expect(durationInWords(ms)).toBe(words);
  });
  it.each([
    [0, 'just now'],
    [-5_000, 'just now'],
    [1_000, '1 second ago'],
    [7_300_000, '2 hours ago'],
    [40 * 86_400_000, '40 days ago'],
  ])('%i ms before now is %s', (ago, words) => {
    expect(ageInWords(1e12 - ago, 1e12)).toBe(words);
  });
});

describe('sentences', () => {
  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
  ])('%j is “%s”', (items, words) => {
    expect(listInWords(items)).toBe(words);
  });
  it('begin large and end closed', () => {
    expect([asSentence(' when it rains '), asSentence('Really?'), asSentence('ärger')]).toEqual(['When it rains.', 'Really?', 'Ärger.']);
  });
});

describe('whole words', () => {
  it.each([
    ['VP, Engineering', 'vp', true],
    ['MVP', 'vp', false],
    ['vp', 'VP', true],
    ['Head of Sales', 'head of', true],
    ['Headof Sales', 'head of', false],
    ['Leiter Vertrieb', 'vertrieb', true],
    ['Vertriebsleiter', 'vertrieb', false],
    ['Chef(fe) des ventes', 'ventes', true],
    ['Gérante', 'gérant', false],
    ['C++ engineer', 'c++', true],
    ['anything', '', false],
    ['anything', '  ', false],
    ['', 'a', false],
  ])('“%s” mentions “%s”: %s', (text, part, expected) => {
    expect(mentions(text, part)).toBe(expected);
  });
});

describe('the name that was meant', () => {
  const names = ['employees', 'revenueUsd', 'firstName', 'lastName', 'mia-manager', 'core', 'core-emea'];
  it.each([
    ['employes', 'employees'],
    ['Employees', 'employees'],
    ['emplyoees', 'employees'],
    ['revenue', 'revenueUsd'],
    ['first_name', 'firstName'],
    ['mia', undefined],
    ['mia_manager', 'mia-manager'],
    ['corr', 'core'],
    ['zebra', undefined],
    ['', undefined],
    ['x'.repeat(10_000), undefined],
  ])('%s: %s', (written, meant) => {
    expect(didYouMean(written, names)).toBe(meant);
  });
  it('is always one of the names, or none', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.array(fc.string({ maxLength: 20 }), { maxLength: 10 }), (written, known) => {
        const meant = didYouMean(written, known);
        if (meant !== undefined) expect(known).toContain(meant);
      }),
      { seed: 20_261_121 },
    );
  });
  it('finds a name with one letter dropped', () => {
    fc.assert(
      fc.property(fc.constantFrom('employees', 'revenueUsd', 'firstName', 'mia-manager'), fc.nat(20), (name, at) => {
        const position = at % name.length;
        expect(didYouMean(name.slice(0, position) + name.slice(position + 1), names)).toBe(name);
      }),
      { seed: 20_261_121 },
    );
  });
});

describe('the address of content', () => {
  it('does not hang on the order of keys, nor on keys without a value', () => {
    expect(canonicalJson({ b: [1, { d: 'x', c: null }], a: undefined, A: true })).toBe('{"A":true,"b":[1,{"c":null,"d":"x"}]}');
    expect(contentHash({ a: 1, b: 2 })).toBe(contentHash({ b: 2, a: 1, c: undefined }));
  });
  it('is the SHA-256 that everybody computes', () => {
    expect(contentHash({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
    expect(contentHash('Zoë 🦊')).toHaveLength(64);
  });
  it('is the same after a trip through JSON, and another for other content', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        expect(contentHash(JSON.parse(JSON.stringify(one)))).toBe(contentHash(one));
        expect(contentHash(one) === contentHash(other)).toBe(canonicalJson(one) === canonicalJson(other));
      }),
      { seed: 20_261_121 },
    );
  });
});
