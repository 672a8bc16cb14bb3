import { factsOf, type FactField, type FactValue } from '../identity/fact-value.js';
import { providerPreference } from '../identity/merge-facts.js';
import { isUsable } from '../identity/usable.js';
import type { EnrichmentPolicy } from '../policy/policy.schema.js';
import type { Company, Person } from '../signal/signal.js';

/** What one provider said of one person; `found: false` is an answer too. */
export interface ProviderAnswer {
  /** As policy names it. */
  provider: string;
  found: boolean;
  person: Partial<Person>;
  company: Partial<Company>;
  /** When the provider said so; for a cached answer, when it was fetched. */
  fetchedAtMs: number;
  fromCache: boolean;
  costUnits?: number;
}

export interface FieldWin {
  field: FactField;
  provider: string;
  because: string;
  /** Others who answered this field, best first. */
  before: string[];
}

export interface Enrichment {
  /** Everything that all of them said: who wins can be decided again under another policy. */
  facts: FactValue[];
  fields: FieldWin[];
  /** Fields rules and reps live on that nobody knows, enrichment and signal together. */
  missing: FactField[];
}

/** What qualification, routing and a rep's first words are made of. */
export const wantedFields = [
  'person.email',
  'person.firstName',
  'person.lastName',
  'person.title',
  'person.country',
  'company.name',
  'company.domain',
  'company.country',
  'company.industry',
  'company.employees',
] as const satisfies readonly FactField[];

/**
 * Joins what the providers answered within the deadline, field by field: a usable value before junk, then who policy prefers for that field,
 * then the fresher. The order of `answers` is of no account.
 * @param known what is known without them
 */
export function combineEnrichment(
  answers: readonly ProviderAnswer[],
  policy: Pick<EnrichmentPolicy, 'providers' | 'prefer'>,
  known: readonly FactValue[] = [],
): Enrichment {
  const facts = answers
    .filter((answer) => answer.found)
    .flatMap(({ provider, person, company, fetchedAtMs }) =>
      factsOf({ person, company, source: `enrichment:${provider}`, observedAtMs: fetchedAtMs }).map((fact) => ({ fact, provider })),
    );
  const fields = [...Map.groupBy(facts, ({ fact }) => fact.field)]
    .map(([field, said]) => fieldWin(field, said, policy))
    .sort((a, b) => (a.field < b.field ? -1 : 1));
  const usable = new Set(
    [...known, ...facts.map(({ fact }) => fact)].filter((fact) => isUsable(fact.field, fact.value)).map((fact) => fact.field),
  );
  return { facts: facts.map(({ fact }) => fact), fields, missing: wantedFields.filter((field) => !usable.has(field)) };
}

function fieldWin(
  field: FactField,
  said: readonly { fact: FactValue; provider: string }[],
  policy: Pick<EnrichmentPolicy, 'providers' | 'prefer'>,
): FieldWin {
  const ranked = said
    .map(({ fact, provider }) => ({
      provider,
      junk: isUsable(field, fact.value) ? 0 : 1,
      preference: providerPreference(field, provider, policy),
      atMs: fact.observedAtMs,
    }))
    .sort((a, b) => a.junk - b.junk || a.preference - b.preference || b.atMs - a.atMs || (a.provider < b.provider ? -1 : 1));
  const [best, second] = ranked as [(typeof ranked)[number], (typeof ranked)[number] | undefined];
  const because = !second
    ? 'the only one who knows it'
    : best.junk !== second.junk
      ? `what ${second.provider} says is not usable`
      : best.preference !== second.preference
        ? `preferred to ${second.provider} for this field`
        : `fresher than ${second.provider}`;
  return { field, provider: best.provider, because, before: ranked.slice(1).map(({ provider }) => provider) };
}
