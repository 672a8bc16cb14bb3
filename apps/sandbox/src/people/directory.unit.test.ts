import { describe, expect, it } from 'vitest';
import { companies, companyAt, companyNamed, people } from './directory.js';

describe('the cast of the sandbox', () => {
  it('lives on domains that nobody can own', () => {
    for (const { email } of people) expect(email).toMatch(/^[a-z0-9.]+@([a-z-]+\.)+example$/);
    for (const { domain } of companies) expect(domain).toMatch(/^[a-z-]+\.example$/);
  });

  it('has telephone numbers from ranges set aside for fiction', () => {
    const fiction =
      /^\+(1 \d{3} 555 01\d\d|44 20 7946 0\d{3}|44 1(31|17) 496 0\d{3}|49 40 66969 \d{3}|49 30 23125 \d{3}|33 1 99 00 \d\d \d\d|61 2 5550 \d{4})$/;
    expect(people.filter(({ phone }) => phone !== undefined && !fiction.test(phone))).toEqual([]);
  });

  it('has nobody twice, and nobody at a company that is not there', () => {
    expect(new Set(people.map(({ email }) => email)).size).toBe(people.length);
    expect(new Set(people.map(({ id }) => id)).size).toBe(people.length);
    expect(people.filter(({ company }) => company !== undefined && !companyAt(company))).toEqual([]);
  });

  it('has the parts that a story needs', () => {
    expect(people.length).toBeGreaterThanOrEqual(40);
    expect(companies.length).toBeGreaterThanOrEqual(20);
    expect(people.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['enterprise', 'fit', 'poor-fit', 'student', 'competitor', 'customer']),
    );
    expect(people.find(({ email }) => email === 'ada@lovelace.example')).toMatchObject({
      firstName: 'Ada',
      lastName: 'King',
      title: 'VP Engineering',
    });
    expect(companyAt('lovelace.example')).toMatchObject({ name: 'Analytical Engines Ltd', country: 'GB', employees: 1200 });
    expect(companyAt('globex-industries.example')).toMatchObject({ country: 'US', employees: 8000 });
    expect(companyAt('corner-bakery.example')).toMatchObject({ employees: 4 });
  });

  it('gives each vendor somebody the other does not know, and facts on which they differ', () => {
    expect(people.some(({ apollo, peopleDataLabs }) => apollo && !peopleDataLabs)).toBe(true);
    expect(people.some(({ apollo, peopleDataLabs }) => !apollo && peopleDataLabs)).toBe(true);
    expect(
      people.some(
        ({ apollo, peopleDataLabs, title }) => apollo && peopleDataLabs && (apollo.title ?? title) !== (peopleDataLabs.title ?? title),
      ),
    ).toBe(true);
    expect(companies.filter(({ apollo, peopleDataLabs }) => apollo?.employees !== peopleDataLabs?.employees).length).toBeGreaterThan(5);
  });
});

describe('looking up a company', () => {
  it.each(['lovelace.example', 'LOVELACE.example', 'www.lovelace.example', 'https://lovelace.example/pricing?x=1', 'a.b.lovelace.example'])(
    'by %s',
    (given) => {
      expect(companyAt(given)?.name).toBe('Analytical Engines Ltd');
    },
  );

  it.each(['', 'example', 'notlovelace.example', '.', 'x'.repeat(10_000), 'https://'])('not by “%s”', (given) => {
    expect(companyAt(given)).toBeUndefined();
  });

  it('by its name, with or without accents and legal form', () => {
    expect(companyNamed('atelier lumiere')?.domain).toBe('atelier-lumiere.example');
    expect(companyNamed('Atelier Lumière SAS')?.domain).toBe('atelier-lumiere.example');
    expect(companyNamed('SA')).toBeUndefined();
  });
});
