import type { Company, JsonValue, Person, Signal } from '../signal/signal.js';
import { signalTypes, type SignalCategory } from '../signal/signal-types.js';

/** A path into a lead's facts: `person.email`, `company.employees`, `person.externalIds/segment.userId`. */
export type FactField = `person.${string}` | `company.${string}`;

/** One value that somebody reported, kept for good: which one is current is computed, never overwritten. */
export interface FactValue {
  field: FactField;
  value: JsonValue;
  /**
   * Who says so, as `<origin>` or `<origin>:<name>`: `crm-edit:hubspot` (a person changed it there), `signal:web-form` (they told us),
   * `enrichment:apollo` (looked up), `inferred:phone` (worked out).
   */
  source: FactSource;
  observedAtMs: number;
  signalId?: string;
}

/** Best first: whom to believe. */
export const factOrigins = ['crm-edit', 'signal', 'enrichment', 'inferred'] as const;
export type FactOrigin = (typeof factOrigins)[number];
export type FactSource = FactOrigin | `${FactOrigin}:${string}`;

export const originOf = (source: string): FactOrigin =>
  factOrigins.find((origin) => source === origin || source.startsWith(`${origin}:`)) ?? 'inferred';
/** `enrichment:apollo` → `apollo`. */
export const sourceName = (source: string): string => source.slice(source.indexOf(':') + 1);

/** What such signals say of a person or company was looked up by somebody, not told by the person. */
const lookedUp: readonly SignalCategory[] = ['third_party', 'website'];

/** Everything a signal says about who they are. */
export function factsOfSignal(signal: Signal): FactValue[] {
  const origin = lookedUp.includes(signalTypes[signal.type].category) ? 'enrichment' : 'signal';
  return factsOf({
    person: signal.person,
    company: signal.company,
    source: `${origin}:${signal.connection}`,
    observedAtMs: Date.parse(signal.occurredAt),
    signalId: signal.id,
  });
}

/** One fact per field that says something; empty texts and lists say nothing. */
export function factsOf(said: {
  person?: Partial<Person>;
  company?: Partial<Company>;
  source: FactSource;
  observedAtMs: number;
  signalId?: string;
}): FactValue[] {
  const { source, observedAtMs, signalId } = said;
  const fact = (field: FactField, value: JsonValue): FactValue => ({ field, value, source, observedAtMs, ...(signalId && { signalId }) });
  const { externalIds, ...person } = said.person ?? {};
  return [
    ...entries(person).map(([name, value]) => fact(`person.${name}`, value)),
    ...entries(externalIds ?? {}).map(([name, value]) => fact(`${externalIdPrefix}${name}`, value)),
    ...entries(said.company ?? {}).map(([name, value]) => fact(`company.${name}`, value)),
  ];
}

/** Ids survive one by one: each system's newest. */
export const externalIdPrefix = 'person.externalIds/';

function entries(said: object): [string, JsonValue][] {
  return Object.entries(said as Record<string, JsonValue | undefined>).flatMap(([name, value]) => {
    const meant = typeof value === 'string' ? value.trim() : value;
    return meant === undefined || meant === null || meant === '' || (Array.isArray(meant) && meant.length === 0) ? [] : [[name, meant]];
  });
}
