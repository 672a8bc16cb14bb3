import { describe, expect, it } from 'vitest';
import { factsOf } from '../identity/fact-value.js';
import { currentFacts } from '../identity/merge-facts.js';
import type { Company, Person } from '../signal/signal.js';
import { nameFromEmail, nameFromFullName } from './names.js';
import { countryOfDomain, languageOfCountry, offlineFacts, zoneOfCountry } from './offline.js';
import { combineEnrichment, type ProviderAnswer } from './waterfall.js';

const nowMs = Date.parse('2026-11-20T10:00:00Z');
const policy = { providers: ['alpha', 'beta'], prefer: { 'company.employees': ['beta'] } };
const answer = (provider: string, said: Partial<ProviderAnswer>): ProviderAnswer => ({
  provider,
  found: true,
  person: {},
  company: {},
  fetchedAtMs: nowMs,
  fromCache: false,
  ...said,
});

describe('the waterfall', () => {
  const answers = [
    answer('beta', { company: { employees: 900, name: 'Engines Ltd', industry: 'n/a' } }),
    answer('alpha', {
      company: { employees: 1_000, name: 'Analytical Engines', industry: 'Machinery' },
      person: { title: 'CTO' },
      fetchedAtMs: nowMs - 1,
      fromCache: true,
    }),
    answer('gamma', { found: false, company: { name: 'left over' } }),
  ];

  it('decides field by field and says why', () => {
    const { fields } = combineEnrichment(answers, policy);
    expect(fields).toEqual([
      { field: 'company.employees', provider: 'beta', because: 'preferred to alpha for this field', before: ['alpha'] },
      { field: 'company.industry', provider: 'alpha', because: 'what beta says is not usable', before: ['beta'] },
      { field: 'company.name', provider: 'alpha', because: 'preferred to beta for this field', before: ['beta'] },
      { field: 'person.title', provider: 'alpha', because: 'the only one who knows it', before: [] },
    ]);
  });

  it('comes to the same whoever answers first', () =>
    expect(combineEnrichment(answers.toReversed(), policy).fields).toEqual(combineEnrichment(answers, policy).fields));

  it('agrees with what then counts for the lead', () => {
    const { facts, fields } = combineEnrichment(answers, policy);
    const current = currentFacts(facts, policy);
    for (const { field, provider } of fields) expect(current.fields[field]?.source).toBe(`enrichment:${provider}`);
  });

  it('keeps what the losers said, and nothing of those who found nobody', () => {
    const { facts } = combineEnrichment(answers, policy);
    expect(facts.filter((fact) => fact.field === 'company.name').map((fact) => fact.value)).toEqual(['Engines Ltd', 'Analytical Engines']);
  });

  it('says what is missing after the deadline, counting what was known before', () => {
    const known = factsOf({
      person: { email: 'ada@engines.example', firstName: 'Ada', lastName: 'test' },
      source: 'signal:web',
      observedAtMs: 1,
    });
    expect(combineEnrichment(answers, policy, known).missing).toEqual([
      'person.lastName',
      'person.country',
      'company.domain',
      'company.country',
    ]);
    expect(combineEnrichment([], policy).missing).toHaveLength(10);
  });
});

describe('what the address and number say by themselves', () => {
  const guess = (person: Person, company: Company = {}) => {
    const facts = offlineFacts(person, company, nowMs);
    expect(facts.every((fact) => fact.source.startsWith('inferred:') && fact.observedAtMs === nowMs)).toBe(true);
    const current = currentFacts(facts);
    return { ...current.person, company: current.company };
  };

  it('is company, country, name, language and zone of a work address in a country’s domain', () => {
    expect(guess({ email: 'ada.king@maschinen-werk.de' })).toEqual({
      firstName: 'Ada',
      lastName: 'King',
      language: 'de',
      timeZone: 'Europe/Berlin',
      company: { domain: 'maschinen-werk.de', country: 'DE' },
    });
  });
  it('is the person’s country from a number, before the company’s from its domain', () => {
    expect(guess({ email: 'ada@maschinen-werk.de', phone: '+44 20 7946 0018' })).toEqual({
      country: 'GB',
      language: 'en',
      timeZone: 'Europe/London',
      company: { domain: 'maschinen-werk.de', country: 'DE' },
    });
  });
  it('never contradicts what was said', () => {
    const said: Person = { email: 'ada.king@maschinen-werk.de', firstName: 'Augusta', country: 'FR', language: 'en', timeZone: 'UTC' };
    expect(guess(said, { domain: 'engines.example', country: 'US' })).toEqual({ company: {} });
  });
  it('is nothing for free mail, shared mailboxes, worldwide endings and shared prefixes', () => {
    expect(guess({ email: 'aking@gmail.com' })).toEqual({ company: {} });
    expect(guess({ email: 'info@engines.io' })).toEqual({ company: { domain: 'engines.io' } });
    expect(guess({ email: 'nonsense', phone: 'call me' })).toEqual({ company: {} });
  });
  it('is no zone where a country has several, nor a language', () => {
    expect(guess({ phone: '+1 202 555 0123' })).toEqual({ country: 'US', language: 'en', company: {} });
    expect(guess({ phone: '+41 44 668 18 00' })).toEqual({ country: 'CH', timeZone: 'Europe/Zurich', company: {} });
  });

  it.each([
    ['engines.de', 'DE'],
    ['engines.co.uk', 'GB'],
    ['engines.io', undefined],
    ['engines.ai', undefined],
    ['engines.com', undefined],
    ['engines.eu', undefined],
    ['engines.example', undefined],
    ['engines.co', undefined],
  ])('reads %s as %s', (domain, country) => expect(countryOfDomain(domain)).toBe(country));
  it.each([
    ['DE', 'de'],
    ['FR', 'fr'],
    ['NO', 'no'],
    ['JP', 'ja'],
    ['BR', 'pt'],
    ['BE', undefined],
    ['CA', undefined],
    ['IN', undefined],
  ])('takes the language of %s for %s', (country, language) => expect(languageOfCountry(country)).toBe(language));
  it.each([
    ['DE', 'Europe/Berlin'],
    ['PL', 'Europe/Warsaw'],
    ['US', undefined],
    ['ES', undefined],
    ['AU', undefined],
    ['JP', 'Asia/Tokyo'],
  ])('takes the zone of %s for %s', (country, zone) => expect(zoneOfCountry(country, nowMs)).toBe(zone));
});

describe('a name', () => {
  it.each([
    ['Ada King', { firstName: 'Ada', lastName: 'King' }],
    ['King, Ada', { firstName: 'Ada', lastName: 'King' }],
    ['Dr. Ada King', { firstName: 'Ada', lastName: 'King' }],
    ['Ada Augusta King', {}],
    ['Ada', {}],
    ['King, PhD', {}],
  ])('%s splits into %j', (fullName, name) => expect(nameFromFullName(fullName)).toEqual(name));
  it.each([
    ['ada.king@engines.example', { firstName: 'Ada', lastName: 'King' }],
    ['ada_king+demo@engines.example', { firstName: 'Ada', lastName: 'King' }],
    ['anne-marie.king2@engines.example', { firstName: 'Anne-Marie', lastName: 'King' }],
    ['a.king@engines.example', {}],
    ['aking@engines.example', {}],
    ['ada.augusta.king@engines.example', {}],
    ['r2.d2@engines.example', {}],
  ])('%s suggests %j', (address, name) => expect(nameFromEmail(address)).toEqual(name));
});
