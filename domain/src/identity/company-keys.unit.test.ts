import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { companyDomainOf, companyKeys, emailDomain } from './company-keys.js';
import { coreCompanyName } from './company-name.js';
import { countryCode } from './country.js';
import { registrableDomain } from './domain-name.js';
import { mailDomainKind } from './mail-domains.js';

describe('a company’s domain', () => {
  it.each([
    ['https://www.Shop.Acme.co.uk/pricing?x=1', 'acme.co.uk'],
    ['ada@eu.acme.co.uk', 'acme.co.uk'],
    ['//acme.example:8080', 'acme.example'],
    ['user:pass@acme.example', 'acme.example'],
    ['müller.example', 'xn--mller-kva.example'],
    ['ada.myshopify.com', 'ada.myshopify.com'],
    ['co.uk', undefined],
    ['10.0.0.1', undefined],
    ['localhost', undefined],
    ['Acme Inc', undefined],
    ['', undefined],
    ['https://', undefined],
  ])('%s is registered as %s', (text, domain) => expect(registrableDomain(text)).toBe(domain));

  it.each([
    'gmail.com',
    'googlemail.com',
    'outlook.com',
    'hotmail.co.uk',
    'yahoo.fr',
    'proton.me',
    'tuta.com',
    'gmx.de',
    't-online.de',
    'orange.fr',
    'libero.it',
    'wp.pl',
    'qq.com',
    'comcast.net',
    'btinternet.com',
    'hey.com',
    'posteo.de',
    'mailbox.org',
    'bluewin.ch',
  ])('is never %s, where strangers live', (host) => {
    expect(mailDomainKind(host)).toBe('free');
    expect(companyDomainOf({ email: `ada@${host}` }, {})).toBeUndefined();
    expect(companyDomainOf({ email: 'ada@engines.example' }, { domain: `www.${host}` })).toBe('engines.example');
  });
  it.each(['mailinator.com', 'x.mailinator.com', 'yopmail.com', 'guerrillamail.com'])('is never %s, which is thrown away', (host) => {
    expect(mailDomainKind(host)).toBe('disposable');
    expect(companyDomainOf({ email: `ada@${host}` }, {})).toBeUndefined();
  });
  it.each([
    'engines.example',
    'example.com',
    'google.com',
    'microsoft.com',
    'bt.com',
    'siemens.com',
    'apple.com',
    'verizon.com',
    'orange.com',
  ])('may be %s', (host) => {
    expect(companyDomainOf({ email: `ada@mail.${host}` }, {})).toBe(host);
  });
  it('is not the site their page happens to be on', () => {
    expect(companyDomainOf({}, { domain: 'https://www.linkedin.com/company/engines' })).toBeUndefined();
    expect(companyDomainOf({ email: 'ada@engines.example' }, { domain: 'facebook.com/engines' })).toBe('engines.example');
  });
  it('is shown with its full host where the mail comes from', () => {
    expect(emailDomain({ email: 'ada@eu.engines.example' })).toBe('eu.engines.example');
    expect(emailDomain({ email: 'nonsense' })).toBeUndefined();
    expect(emailDomain({})).toBeUndefined();
  });
});

describe('a company’s core name', () => {
  it.each([
    ['Analytical Engines Ltd', 'analytical engines'],
    ['Analytical Engines Ltd.', 'analytical engines'],
    ['Analytical Engines, Inc.', 'analytical engines'],
    ['Müller & Söhne GmbH & Co. KG', 'muller and sohne'],
    ['Società Esempio S.p.A.', 'societa esempio'],
    ['Exemple S.A.R.L.', 'exemple'],
    ['Przykład Sp. z o.o.', 'przyklad'],
    ['Voorbeeld B.V.', 'voorbeeld'],
    ['Eksempel A/S', 'eksempel'],
    ['Example Pty Ltd', 'example'],
    ['Ejemplo S.A. de C.V.', 'ejemplo'],
    ['ООО Пример', 'пример'],
    ['株式会社サンプル', 'サンプル'],
    ['O’Brien’s Bikes LLC', 'obriens bikes'],
    ['Inc', 'inc'],
    ['SE', 'se'],
    ['The Limited', 'the'],
    ['  ', ''],
  ])('%s → %s', (name, core) => expect(coreCompanyName(name)).toBe(core));

  it('is its own core, and never empties a name that has letters', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.lorem({ maxCount: 4 })), (name) => {
        const core = coreCompanyName(name);
        expect(coreCompanyName(core)).toBe(core);
        if (/[a-z0-9]/i.test(name)) expect(core).not.toBe('');
      }),
      { seed: 20_261_121, numRuns: 1_000 },
    );
  });
});

it('gives a company its proofs before its hint', () => {
  expect(
    companyKeys(
      { email: 'ada@engines.example' },
      { name: 'Analytical Engines Ltd', linkedinUrl: 'https://www.linkedin.com/company/Engines/' },
    ),
  ).toEqual([
    { kind: 'domain', value: 'engines.example' },
    { kind: 'linkedin', value: 'company/engines' },
    { kind: 'name', value: 'analytical engines' },
  ]);
  expect(companyKeys({ email: 'ada@gmail.com' }, {})).toEqual([]);
});

describe('a country', () => {
  it.each([
    ['DE', 'DE'],
    ['de', 'DE'],
    ['Germany', 'DE'],
    ['Deutschland', 'DE'],
    ['allemagne', 'DE'],
    ['U.S.A.', 'US'],
    ['usa', 'US'],
    ['United States', 'US'],
    ['États-Unis', 'US'],
    ['UK', 'GB'],
    ['England', 'GB'],
    ['The Netherlands', 'NL'],
    ['Holland', 'NL'],
    ['España', 'ES'],
    ['日本', 'JP'],
    ['Côte d’Ivoire', 'CI'],
    ['Türkiye', 'TR'],
    ['Turkey', 'TR'],
    ['EU', undefined],
    ['Europe', undefined],
    ['Atlantis', undefined],
    ['XX', undefined],
    ['DD', undefined],
    ['', undefined],
  ])('%s is %s', (text, code) => expect(countryCode(text)).toBe(code));
});
