import { describe, expect, it } from 'vitest';
import { initialsOf, sentenceOf, valueText } from './words.js';

describe('ids people can read', () => {
  it.each([
    ['form.submitted', 'Form submitted'],
    ['crm.upsert-lead', 'CRM upsert lead'],
    ['linkedinUrl', 'Linkedin URL'],
    ['ad.lead_submitted', 'Ad lead submitted'],
  ])('%s reads %s', (id, text) => expect(sentenceOf(id)).toBe(text));
});

describe('a person’s round mark', () => {
  it.each([
    ['Ada King', 'AK'],
    ['Ada Augusta King', 'AK'],
    ['mei', 'M'],
    ['Ingrid Élodie Österberg', 'IÖ'],
    ['👩🏽‍🚀 Stella', '👩S'],
    ['   ', '?'],
  ])('of %s is %s', (name, mark) => expect(initialsOf(name)).toBe(mark));
});

describe('a value on one line', () => {
  it('shows every kind of fact, and a dash for none', () => {
    expect([null, '', 'x', true, ['a', 2], { a: 1 }].map(valueText)).toEqual(['–', '–', 'x', 'yes', 'a, 2', '{"a":1}']);
  });
});
