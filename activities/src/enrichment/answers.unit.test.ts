import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { counted, filled, headcount, said, understood } from './answers.js';

describe('a text of a vendor', () => {
  it.each([
    ['VP Engineering', 'VP Engineering'],
    ['  VP \n Engineering ', 'VP Engineering'],
    ['VP\u0000 of\u0007 Sales', 'VP of Sales'],
    ['half \ud83d', 'half \ufffd'],
    ['', undefined],
    ['   ', undefined],
    [null, undefined],
    [undefined, undefined],
    ['x'.repeat(301), undefined],
    ['x'.repeat(300), 'x'.repeat(300)],
  ])('%j says %j', (given, expected) => expect(said.parse(given)).toBe(expected));
  it.each([true, false, 0, 17, {}, [], ['VP'], { $ne: null }])('%j is nonsense', (given) =>
    expect(said.safeParse(given).success).toBe(false),
  );
});

describe('a number of a vendor', () => {
  it.each([
    [1200, 1200],
    [1200.4, 1200],
    [0, undefined],
    [-5, undefined],
    [null, undefined],
    [undefined, undefined],
    [10_000_001, undefined],
  ])('%j employees are %j', (given, expected) => expect(headcount.parse(given)).toBe(expected));
  it('an amount may be a fraction, and may be huge', () => expect(counted.parse(2.5e12)).toBe(2.5e12));
  it.each(['many', '1200', true, {}, [], Number.NaN, Infinity])('%j is nonsense', (given) =>
    expect(headcount.safeParse(given).success).toBe(false),
  );
});

describe('an answer', () => {
  const schema = z.object({ person: z.object({ title: said }) });
  it.each([null, undefined, 'text', 42, [], [null], {}, { person: [] }, { person: { title: true } }])(
    '%j is refused whole, and not quoted',
    (body) => {
      expect(() => understood(schema, body, 'Apollo')).toThrow(/^Apollo answered something that cannot be understood \(.+\)$/);
    },
  );
  it('names where it went wrong', () =>
    expect(() => understood(schema, { person: { title: { secret: 'x' } } }, 'Apollo')).toThrow('(person.title)'));
  it('leaves out what nobody filled in', () => expect(filled({ a: 1, b: undefined, c: '' })).toEqual({ a: 1, c: '' }));
});
