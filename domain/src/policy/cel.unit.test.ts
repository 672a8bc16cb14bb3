import { describe, expect, it } from 'vitest';
import { holds, inWords, problemsOfCel, valueOf } from './cel.js';
import { fakeRuleFacts } from './facts.fake.js';

const facts = fakeRuleFacts();
const nobodyKnows = fakeRuleFacts({ person: {}, company: {} }, { properties: {} });
const truth = (condition: string, seen = facts) => holds(condition, seen).truth;

describe('a condition about facts that are known', () => {
  it.each([
    ['signal.type == "form.submitted"', true],
    ['signal.category == "form"', true],
    ['signal.properties.form == "demo-request"', true],
    ['signal.properties["form"] == "demo-request"', true],
    ['signal.properties.form != "demo-request"', false],
    ['signal.properties.answers.timeline.startsWith("this")', true],
    ['signal.connection in ["website-form", "api"]', true],
    ['signal.attribution.utm.source == "newsletter"', true],
    ['signal.test', false],
    ['company.employees >= 50', true],
    ['company.employees >= 50 && company.employees < 200', false],
    ['company.employees > 1199.5', true],
    ['company.employees == 1200', true],
    ['company.employees / 1000 == 1', true],
    ['company.employees / 1000.0 == 1.2', true],
    ['company.employees * 2 - 400 == 2000', true],
    ['company.employees % 7 == 3', true],
    ['-company.employees < 0', true],
    ['company.country in ["GB", "IE"]', true],
    ['company.domain in ["lovelace.example"]', true],
    ['"salesforce" in company.technologies', true],
    ['"marketo" in company.technologies', false],
    ['size(company.technologies) == 2', true],
    ['company.technologies.exists(t, t.startsWith("seg"))', true],
    ['company.technologies.all(t, size(t) > 3)', true],
    ['company.technologies.exists_one(t, t == "segment")', true],
    ['company.technologies.filter(t, t.contains("s")).size() == 2', true],
    ['company.technologies.map(t, t.upperAscii())[0] == "SALESFORCE"', true],
    ['company.technologies.map(t, t == "segment", t.size())[0] == 7', true],
    ['person.title.mentions("vp")', true],
    ['person.title.mentions("Engineering")', true],
    ['person.title.mentions("engineer")', false],
    ['person.title.lowerAscii() == "vp engineering"', true],
    ['person.emailDomain == "lovelace.example" && person.emailKind == "work"', true],
    ['has(person.title) && !has(person.phone)', true],
    ['has(signal.properties.answers.timeline)', true],
    ['has(signal.properties.nothing.at.all)', false],
    ['person.seniority == "vp" ? company.employees > 1000 : false', true],
    ['int("12") == 12 && double("1.5") == 1.5 && string(7) == "7"', true],
    ['size("Zoë 🦊") == 5', true],
    ['"ab" + "cd" == "abcd" && [1] + [2] == [1, 2]', true],
    ['"b" > "a"', true],
    ['{"a": 1}["a"] == 1 && "a" in {"a": 1}', true],
    ['lead.openOpportunities == 0', true],
    ['true', true],
  ])('%s is %s', (condition, expected) => {
    expect(holds(condition, facts)).toMatchObject({ truth: expected, missing: [], problems: [] });
  });

  it('shows which facts it looked at', () => {
    const { read } = holds('signal.properties.form == "demo-request" && company.employees > 50', facts);
    expect(read).toEqual([
      { path: 'signal.properties.form', value: 'demo-request' },
      { path: 'company.employees', value: 1200 },
    ]);
  });

  it('counts days back from the signal, so that the answer does not change while the lead waits', () => {
    const day = 86_400_000;
    const receivedAtMs = Date.parse('2026-11-21T09:14:04Z');
    const seen = fakeRuleFacts({
      recentSignals: [
        { type: 'website.page_viewed', atMs: receivedAtMs - 2 * day, properties: { category: 'pricing' } },
        { type: 'email.clicked', atMs: receivedAtMs - 9 * day, properties: {} },
      ],
    });
    expect(truth('lead.recentSignals.exists(s, s.type == "website.page_viewed" && s.daysAgo < 7.0)', seen)).toBe(true);
    expect(truth('lead.recentSignals.filter(s, s.daysAgo < 7).size() == 1', seen)).toBe(true);
    expect(truth('lead.recentSignals.exists(s, s.type == "email.clicked" && s.daysAgo <= 8.99)', seen)).toBe(false);
    const ahead = fakeRuleFacts({ recentSignals: [{ type: 'email.clicked', atMs: receivedAtMs + day, properties: {} }] });
    expect(truth('lead.recentSignals.all(s, s.daysAgo >= 0)', ahead)).toBe(true);
  });
});

describe('facts as rules see them', () => {
  it.each([
    ['country names become codes', { company: { country: 'Deutschland' } }, 'company.country == "DE"'],
    ['country codes become capital letters', { company: { country: 'gb' } }, 'company.country == "GB"'],
    ['web addresses become domains', { company: { domain: 'https://www.Lovelace.example/about' } }, 'company.domain == "lovelace.example"'],
    ['the domain of a work address stands in for a missing one', { company: {} }, 'company.domain == "lovelace.example"'],
    ['addresses become lower case', { person: { email: ' ADA@Lovelace.example ' } }, 'person.email == "ada@lovelace.example"'],
    [
      'a free-mail address is no company',
      { person: { email: 'ada@gmail.com' }, company: {} },
      '!has(company.domain) && person.emailKind == "free"',
    ],
    ['an empty text is no fact', { person: { title: '  ' } }, '!has(person.title)'],
  ])('%s', (_, changes, condition) => {
    expect(truth(condition, fakeRuleFacts(changes))).toBe(true);
  });
});

describe('a condition about facts that nobody knows', () => {
  it.each([
    ['company.employees >= 50', ['company.employees']],
    ['!(company.employees >= 50)', ['company.employees']],
    ['company.employees >= 50 && person.title == "CEO"', ['company.employees', 'person.title']],
    ['company.employees >= 50 || person.title == "CEO"', ['company.employees', 'person.title']],
    ['true && company.employees >= 50', ['company.employees']],
    ['company.country in ["GB"]', ['company.country']],
    ['"aws" in company.technologies', ['company.technologies']],
    ['company.technologies.exists(t, t == "aws")', ['company.technologies']],
    ['signal.properties.form == "demo-request"', ['signal.properties.form']],
    ['signal.properties.form != "demo-request"', ['signal.properties.form']],
    ['signal.properties["the form"] == "x"', ['signal.properties["the form"]']],
    ['signal.properties.answers.timeline == "now"', ['signal.properties.answers']],
    ['person.title.contains("VP")', ['person.title']],
    ['person.seniority == "vp" ? true : false', ['person.seniority']],
    ['company.employees + 1 > company.revenueUsd', ['company.employees', 'company.revenueUsd']],
    ['signal.attribution.utm.term == "x"', ['signal.attribution.utm.term']],
    ['person.externalIds["segment.userId"] == "u_1"', ['person.externalIds["segment.userId"]']],
  ])('%s is unknown for want of %j', (condition, missing) => {
    expect(holds(condition, nobodyKnows)).toMatchObject({ truth: 'unknown', missing, problems: [] });
  });

  it.each([
    ['false && company.employees >= 50', false],
    ['company.employees >= 50 && false', false],
    ['true || company.employees >= 50', true],
    ['company.employees >= 50 || true', true],
    ['has(company.employees) && company.employees >= 50', false],
    ['!has(company.employees) || company.employees >= 50', true],
    ['signal.type == "email.clicked" && signal.properties.link == "x"', false],
    ['["a", "b"].exists(x, x == "b" || person.title == x)', true],
    ['["a", "b"].all(x, x == "a" && person.title == x)', false],
    ['["a", "a", "b"].exists_one(x, x == "a" || person.title == x)', false],
  ])('%s is decided by the rest: %s', (condition, expected) => {
    expect(holds(condition, nobodyKnows)).toMatchObject({ truth: expected, missing: [] });
  });

  it('names the fact inside a list by what the list is', () => {
    const seen = fakeRuleFacts({ recentSignals: [{ type: 'website.page_viewed', atMs: 0, properties: {} }] });
    expect(holds('lead.recentSignals.exists(s, s.properties.category == "pricing")', seen).missing).toEqual([
      'lead.recentSignals[].properties.category',
    ]);
  });
});

describe('facts of the wrong kind in properties, which have no declared type', () => {
  const seen = fakeRuleFacts({}, { properties: { seats: '12', list: [1], deep: { a: { b: 'x' } }, nothing: null, big: 9e15 } });
  it.each([
    ['signal.properties.seats > 5', '> between a text and a number'],
    ['signal.properties.list > 5', '> between a list and a number'],
    ['signal.properties.nothing > 5', '> between null and a number'],
    ['signal.properties.seats && true', 'expected true or false and got a text'],
    ['signal.properties.deep.a.b.c == 1', 'signal.properties.deep.a.b.c was looked up in a text'],
    ['signal.properties.seats.exists(x, x == 1)', 'exists() needs a list'],
    ['1 in signal.properties.seats', '"in" needs a list and got a text'],
    ['signal.properties.list.contains("x")', 'contains() needs a text and got a list'],
    ['int(signal.properties.list) > 1', 'int() cannot read a list as a whole number'],
    ['1 / (1 - 1) == 1', 'division by zero'],
    ['int(signal.properties.big) * 9007199254740991 > 0', 'a whole number left the range of 64 bits'],
  ])('%s is unknown and says why', (condition, problem) => {
    expect(holds(condition, seen)).toMatchObject({ truth: 'unknown', problems: [problem] });
  });

  it.each([
    ['int(signal.properties.seats) > 5', true],
    ['signal.properties.nothing == null', true],
    ['signal.properties.seats == 12', false],
    ['signal.properties.deep.a.b == "x"', true],
  ])('%s is %s all the same', (condition, expected) => {
    expect(truth(condition, seen)).toBe(expected);
  });
});

describe('a condition with a mistake', () => {
  it.each([
    ['persn.title == "x"', 0, 'there is no "persn" here', 'person'],
    ['person.titel == "x"', 7, 'person has no field "titel"', 'title'],
    ['has(company.employes)', 12, 'company has no field "employes"', 'employees'],
    ['lead.recentSignals.exists(s, s.tpe == "x")', 31, 'recent signal has no field "tpe"', 'type'],
    ['signal.attribution.utm.sorce == "x"', 23, 'utm has no field "sorce"', 'source'],
    ['company.employees == "50"', 0, 'cannot compare or combine a whole number == a text', undefined],
    ['company.employees && true', 0, '&& and || need true or false on both sides, and got a whole number', undefined],
    ['person.title', 0, 'a condition must answer true or false, and this is a text', undefined],
    ['company.employees >=', 20, 'the condition ends too early', undefined],
    ['company.employees => 5', 18, 'Unexpected character: =', undefined],
    ['person.title.startWith("x")', 0, 'startWith() is not available in conditions', 'startsWith'],
    [
      'person.title.matches(".*")',
      0,
      'matches() is not available: a regular expression can take for ever on a hostile text',
      'contains(), startsWith(), endsWith() or mentions()',
    ],
    [
      'timestamp("2026-01-01T00:00:00Z") == timestamp("2026-01-01T00:00:00Z")',
      0,
      'timestamp() is not available in conditions',
      'one of has, size, int, double, string',
    ],
    ['signal.type == "form.submited"', 15, '"form.submited" is not a signal type', 'form.submitted'],
    ['signal.type in ["form.submitted", "add.lead_submitted"]', 34, '"add.lead_submitted" is not a signal type', 'ad.lead_submitted'],
    ['company.country == "de"', 19, '"de" is not a country code: countries are two capital letters', 'DE'],
    [
      'company.country in ["DE", "Germany"]',
      26,
      '"Germany" is not a country code: countries are two capital letters',
      'such as DE, GB or US',
    ],
    ['company.domain == "Lovelace.Example"', 18, '"Lovelace.Example" never matches: domain is always in lower case', 'lovelace.example'],
    ['lead.accountType == "client"', 20, '"client" is not an account type', 'one of prospect, customer, former-customer, partner'],
    ['b"x" == b"x"', 0, 'bytes and unsigned numbers are not available in conditions', undefined],
    ['company.employees > 99999999999999999999', 20, 'this number is too large', undefined],
  ])('%s: at %i, %s', (condition, offset, message, suggestion) => {
    const problems = problemsOfCel(condition);
    expect(problems).toContainEqual({ offset, message, severity: 'error', ...(suggestion === undefined ? {} : { suggestion }) });
    expect(holds(condition, facts)).toMatchObject({ truth: 'unknown', missing: [] });
  });

  it('lists all of them, not the first', () => {
    expect(problemsOfCel('persn.title == "x" && company.employes > 5').map(({ message }) => message)).toEqual([
      'there is no "persn" here',
      'company has no field "employes"',
    ]);
  });

  it('warns of a comparison that heeds capital letters in a text that people type', () => {
    expect(problemsOfCel('person.title.contains("VP")')).toEqual([
      {
        offset: 22,
        severity: 'warning',
        message: 'people write title in many ways, and this comparison heeds capital letters',
        suggestion: 'mentions("VP")',
      },
    ]);
    expect(truth('person.title.contains("VP")')).toBe(true);
  });
});

describe('a value for a text', () => {
  it('may be of any kind', () => {
    expect(valueOf('company.employees', facts)).toMatchObject({ truth: true, value: 1200 });
    expect(valueOf('person.firstName + " " + person.lastName', facts)).toMatchObject({ value: 'Ada King' });
    expect(valueOf('person.phone', facts)).toMatchObject({ truth: 'unknown', missing: ['person.phone'] });
  });
});

describe('a condition in words', () => {
  it.each([
    ['signal.properties.form == "demo-request"', 'the form is “demo-request”'],
    [
      'company.employees >= 2000 && company.country in ["DE", "AT"]',
      'the number of employees is at least 2,000 and the company’s country is “DE” or “AT”',
    ],
    [
      '!(company.employees >= 2000 || person.title.mentions("sales"))',
      'the number of employees is less than 2,000 and the person’s title does not mention “sales”',
    ],
    [
      'signal.type == "form.submitted" && (company.employees > 5 || has(person.phone))',
      'the type is “form.submitted” and (the number of employees is more than 5 or the person’s phone is known)',
    ],
    ['"aws" in company.technologies', 'the company’s technologies include “aws”'],
    ['lead.recentSignals.exists(s,\n  s.daysAgo < 7)', '`lead.recentSignals.exists(s, s.daysAgo < 7)` holds'],
  ])('%s → %s', (condition, words) => {
    expect(inWords(condition)).toBe(words);
  });
});
