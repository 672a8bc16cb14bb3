import type { EnrichmentPolicy } from '../policy/policy.schema.js';
import type { Company, JsonValue, Person } from '../signal/signal.js';
import { externalIdPrefix, factOrigins, originOf, sourceName, type FactField, type FactValue } from './fact-value.js';
import { isUsable } from './usable.js';

/** The value that counts for a field, and why; the others stay readable. */
export interface CurrentFact extends FactValue {
  because: string;
  /** Every other value, best first. */
  others: FactValue[];
}

export interface CurrentFacts {
  person: Person;
  company: Company;
  fields: Record<FactField, CurrentFact>;
  /** Values of fields that have no current one: places in another country than the person's. Kept, shown, not used. */
  aside: FactValue[];
}

/**
 * Fields that only make sense together: a city from one source in a country from another describes nowhere.
 * A value whose own observation disagrees on the field after the colon comes after those that agree; such a place is not used at all,
 * while a last name is (somebody's "Bob" is somebody else's "Robert").
 */
const anchors: Partial<Record<FactField, FactField>> = {
  'person.lastName': 'person.firstName',
  'person.fullName': 'person.firstName',
  'person.state': 'person.country',
  'person.city': 'person.country',
  'person.timeZone': 'person.country',
  'company.state': 'company.country',
  'company.city': 'company.country',
};
const places = new Set<FactField>(['person.state', 'person.city', 'person.timeZone', 'company.state', 'company.city']);

/**
 * Who a lead is now, from everything ever said. Field by field: a usable value beats junk, then a person's edit in the CRM beats what they told us
 * beats enrichment beats inference, then the preferred provider, then the newer. Nothing is dropped, and the order of `values` is of no account.
 */
export function currentFacts(values: readonly FactValue[], policy?: Pick<EnrichmentPolicy, 'providers' | 'prefer'>): CurrentFacts {
  const byField = Map.groupBy(values, (value) => value.field);
  const fields: Record<FactField, CurrentFact> = {};
  const aside: FactValue[] = [];
  const settle = (field: FactField): CurrentFact | undefined => {
    const said = byField.get(field);
    if (!said || Object.hasOwn(fields, field)) return fields[field];
    const anchor = anchors[field];
    const settled = anchor ? settle(anchor) : undefined;
    const ranked = said
      .map((fact) => ({
        fact,
        standing: standing(fact, policy),
        fits: !settled || agrees(fact, settled, byField.get(settled.field) ?? []),
      }))
      .sort((a, b) => Number(b.fits) - Number(a.fits) || compareStandings(a.standing, b.standing));
    const [best, second] = ranked;
    if (!best) return undefined;
    if (!best.fits && places.has(field)) {
      aside.push(...said);
      return undefined;
    }
    fields[field] = { ...best.fact, because: why(best, second), others: ranked.slice(1).map(({ fact }) => fact) };
    return fields[field];
  };
  for (const field of [...byField.keys()].sort()) settle(field);
  return { person: assemble(fields, 'person.'), company: assemble(fields, 'company.'), fields, aside };
}

function agrees(fact: FactValue, anchor: CurrentFact, anchorValues: readonly FactValue[]): boolean {
  const own = anchorValues.filter(
    (other) => other.source === fact.source && other.observedAtMs === fact.observedAtMs && other.signalId === fact.signalId,
  );
  return own.length === 0 || own.some((other) => sameText(other.value, anchor.value));
}
const sameText = (a: JsonValue, b: JsonValue): boolean => JSON.stringify(a).toLowerCase() === JSON.stringify(b).toLowerCase();

/** What a value's place is decided by, most important first; smaller is better. */
interface Standing {
  junk: number;
  origin: number;
  preference: number;
  age: number;
  tie: string;
}
const criteria = ['junk', 'origin', 'preference', 'age', 'tie'] as const satisfies (keyof Standing)[];

function standing(fact: FactValue, policy?: Pick<EnrichmentPolicy, 'providers' | 'prefer'>): Standing {
  const origin = originOf(fact.source);
  return {
    junk: isUsable(fact.field, fact.value) ? 0 : 1,
    origin: factOrigins.indexOf(origin),
    preference: origin === 'enrichment' && policy ? providerPreference(fact.field, sourceName(fact.source), policy) : 0,
    age: -fact.observedAtMs,
    tie: `${fact.source}\n${fact.signalId ?? ''}\n${JSON.stringify(fact.value)}`,
  };
}

const compareStandings = (a: Standing, b: Standing): number => {
  const differing = criteria.find((criterion) => a[criterion] !== b[criterion]);
  return differing === undefined ? 0 : a[differing] < b[differing] ? -1 : 1;
};

/** Position in `prefer` for this field (`company.employees` or just `employees`), then in `providers`, then behind all that are named. */
export function providerPreference(field: FactField, provider: string, policy: Pick<EnrichmentPolicy, 'providers' | 'prefer'>): number {
  const preferred = policy.prefer[field] ?? policy.prefer[field.slice(field.indexOf('.') + 1)] ?? [];
  const order = [...new Set([...preferred, ...policy.providers])];
  const position = order.indexOf(provider);
  return position < 0 ? order.length : position;
}

type Ranked = { fact: FactValue; standing: Standing; fits: boolean };
const originWords = {
  'crm-edit': 'a person’s edit in the CRM',
  signal: 'what they told us',
  enrichment: 'enrichment',
  inferred: 'inference',
} as const;

function why(best: Ranked, second: Ranked | undefined): string {
  const said = originWords[originOf(best.fact.source)];
  if (!second) return `only ${said} gives it`;
  if (best.fits && !second.fits) return 'the other value belongs with another name or place';
  switch (criteria.find((criterion) => best.standing[criterion] !== second.standing[criterion])) {
    case 'junk':
      return 'the other value is not usable';
    case 'origin':
      return `${said} outranks ${originWords[originOf(second.fact.source)]}`;
    case 'preference':
      return `${sourceName(best.fact.source)} is preferred to ${sourceName(second.fact.source)} for this field`;
    case 'age':
      return sameText(best.fact.value, second.fact.value)
        ? 'the latest of several that agree'
        : `the newer of what ${sourceName(best.fact.source)} and ${sourceName(second.fact.source)} say`;
    default:
      return 'equal standing; the first in alphabetical order of its source';
  }
}

function assemble(fields: Record<FactField, CurrentFact>, prefix: 'person.' | 'company.'): Record<string, JsonValue> {
  const all = Object.entries(fields).map(([field, { value }]) => [field, value] as const);
  const below = (start: string) =>
    all.filter(([field]) => field.startsWith(start)).map(([field, value]) => [field.slice(start.length), value] as const);
  const ids = prefix === 'person.' ? below(externalIdPrefix) : [];
  const own = below(prefix).filter(([name]) => !name.startsWith('externalIds/'));
  return Object.fromEntries(ids.length > 0 ? [...own, ['externalIds', Object.fromEntries(ids)]] : own);
}
