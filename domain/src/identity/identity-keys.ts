import type { Company, Person } from '../signal/signal.js';
import { parseEmail } from './email.js';
import { personLinkedin } from './linkedin.js';
import { parsePhone } from './phone.js';
import { plainName } from './company-name.js';

/** Something that only one person has. Two leads that share one are the same lead. */
export interface IdentityKey {
  kind: 'email' | 'external' | 'linkedin' | 'phone';
  value: string;
}

/** Senders' ways of saying "nobody": merged on these, all strangers would be one person. */
const nobody = new Set([
  '',
  '0',
  '-1',
  'null',
  'undefined',
  'none',
  'nil',
  'n/a',
  'na',
  'nan',
  'unknown',
  'anonymous',
  'guest',
  'test',
  'true',
  'false',
  '[object object]',
  '00000000-0000-0000-0000-000000000000',
]);

/**
 * The keys by which a person is recognised, canonical, without repeats, and sorted: locks are taken in this order everywhere, so two signals can't wait for each other.
 * Role addresses (`info@`) are shared and identify nobody; only when there is nothing else does such a mailbox, with the name given, stand for one lead,
 * so that the same form sent twice is still one lead. An empty list means an anonymous visitor.
 */
export function identityKeys(person: Person, company: Company): IdentityKey[] {
  const keys = strongKeys(person, company);
  return sortKeys(keys.length > 0 ? keys : lastResort(person, company));
}

function strongKeys(person: Person, company: Company): IdentityKey[] {
  const email = person.email ? parseEmail(person.email) : undefined;
  const phone = person.phone ? parsePhone(person.phone, [person.country, company.country]) : undefined;
  const linkedin = personLinkedin(person.linkedinUrl);
  return [
    ...(email && !email.isRole ? [{ kind: 'email' as const, value: email.canonical }] : []),
    ...(phone ? [{ kind: 'phone' as const, value: phone.e164 }] : []),
    ...(linkedin ? [{ kind: 'linkedin' as const, value: linkedin }] : []),
    ...Object.entries(person.externalIds ?? {})
      .map(([name, id]) => [name.trim(), id.trim()] as const)
      .filter(([name, id]) => name !== '' && !nobody.has(id.toLowerCase()))
      .map(([name, id]) => ({ kind: 'external' as const, value: `${name}:${id}` })),
  ];
}

function lastResort(person: Person, company: Company): IdentityKey[] {
  const name = plainName(person.fullName ?? [person.firstName, person.lastName].filter(Boolean).join(' '));
  const email = person.email ? parseEmail(person.email) : undefined;
  if (email) return [{ kind: 'external', value: `shared-mailbox:${email.canonical}#${name}` }];
  // A national number without a country is no E.164 number, yet typed twice with one name it is one person.
  const digits = person.phone?.replace(/\D/g, '') ?? '';
  if (digits.length >= 7 && new Set(digits).size > 2 && (name || company.name))
    return [{ kind: 'external', value: `local-phone:${digits}#${name || plainName(company.name ?? '')}` }];
  return [];
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The one lock order; also for the keys of several people at once (merge, erasure). */
export function sortKeys(keys: readonly IdentityKey[]): IdentityKey[] {
  const byText = new Map(keys.map((key) => [`${key.kind}\n${key.value}`, key]));
  return [...byText.values()].sort((a, b) => compare(a.kind, b.kind) || compare(a.value, b.value));
}
