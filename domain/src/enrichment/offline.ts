import { IANAZone } from 'luxon';
import { companyDomainOf } from '../identity/company-keys.js';
import { countryCode } from '../identity/country.js';
import { parseEmail } from '../identity/email.js';
import { factsOf, type FactValue } from '../identity/fact-value.js';
import { parsePhone } from '../identity/phone.js';
import type { Company, Person } from '../signal/signal.js';
import { nameFromEmail, nameFromFullName } from './names.js';

/**
 * What the address and the number themselves say. Guesses, and marked so: everything anybody states outranks them,
 * and nothing is guessed that was said.
 */
export function offlineFacts(person: Person, company: Company, nowMs: number): FactValue[] {
  const inferred = (how: string, said: { person?: Partial<Person>; company?: Partial<Company> }): FactValue[] =>
    factsOf({ ...said, source: `inferred:${how}`, observedAtMs: nowMs });
  const email = person.email ? parseEmail(person.email) : undefined;
  const phone = person.phone ? parsePhone(person.phone, [person.country, company.country]) : undefined;
  const domain = companyDomainOf(person, company);
  const domainCountry = domain ? countryOfDomain(domain) : undefined;
  const country = countryCode(person.country) ?? phone?.country ?? countryCode(company.country) ?? domainCountry;
  const how = person.country ? 'country' : phone?.country ? 'phone' : company.country ? 'company-country' : 'domain';

  return [
    ...(company.domain || !domain ? [] : inferred('email', { company: { domain } })),
    ...(person.firstName || person.lastName
      ? []
      : person.fullName
        ? inferred('name', { person: nameFromFullName(person.fullName) })
        : email && !email.isRole
          ? inferred('email', { person: nameFromEmail(email.address) })
          : []),
    ...(person.country || !country || how === 'company-country' || how === 'domain' ? [] : inferred(how, { person: { country } })),
    ...(company.country || !domainCountry ? [] : inferred('domain', { company: { country: domainCountry } })),
    ...(person.language || !country ? [] : inferred(how, { person: optional('language', languageOfCountry(country)) })),
    ...(person.timeZone || !country ? [] : inferred(how, { person: optional('timeZone', zoneOfCountry(country, nowMs)) })),
  ];
}

const optional = <K extends string>(name: K, value: string | undefined): { [P in K]?: string } =>
  value === undefined ? {} : ({ [name]: value } as { [P in K]?: string });

/** Sold to the whole world for what they sound like; they say nothing of a country. */
const soundsNice = new Set(
  'ac ad ag ai am as bz cc cd co dj eu fm gg gl gs ht im io is je la li ly me ms mu nu pn pw re sc sh sm so st su sx tc tel tf tk tl tm to tv vc vg vu wf ws yt'.split(
    ' ',
  ),
);

/** From a country's own domain, where firms abroad seldom buy: `.de` is Germany, `.io` is nowhere. */
export function countryOfDomain(domain: string): string | undefined {
  const last = domain.slice(domain.lastIndexOf('.') + 1);
  // uk.com, de.com and the like: private registries that anybody buys below end in .com, and so fall out by themselves.
  if (last.length !== 2 || soundsNice.has(last)) return undefined;
  return countryCode(last);
}

/** More than one language is spoken at work there: a guess would be wrong for too many. */
const manyLanguages = new Set(
  'AE AF BA BE BO BY CA CH CM CY DJ ET FI GH HK IL IN IQ KE KG KZ LK LU MA MD MG MK MO MT MU MY NG NP PE PH PK PR PY QA RW SG SN TZ UA UG UZ VU ZA ZM ZW'.split(
    ' ',
  ),
);

/** ISO 639-1, for countries with one. */
export function languageOfCountry(country: string): string | undefined {
  if (manyLanguages.has(country)) return undefined;
  const language = new Intl.Locale(`und-${country}`).maximize().language;
  return language === 'nb' ? 'no' : language.length === 2 ? language : undefined;
}

const DAY_MS = 86_400_000;
/** ES2024's types do not know it yet; Node 24 has it. */
type WithZones = Intl.Locale & { getTimeZones?: () => string[] | undefined };

/** The country's zone when all of it shows the same time through the coming year; undefined where one would have to guess. */
export function zoneOfCountry(country: string, nowMs: number): string | undefined {
  const zones = (new Intl.Locale(`und-${country}`) as WithZones).getTimeZones?.() ?? [];
  const offsets = (zone: string): string =>
    Array.from({ length: 12 }, (_, month) => IANAZone.create(zone).offset(nowMs + month * 30 * DAY_MS)).join();
  const [first] = zones;
  return first !== undefined && zones.every((zone) => offsets(zone) === offsets(first)) ? first : undefined;
}
