import type { Company, Person } from '@firstline/domain/signal/signal';

/** What we know and may tell a provider. */
export interface EnrichmentQuestion {
  email?: string;
  phone?: string;
  firstName?: string;
  lastName?: string;
  linkedinUrl?: string;
  companyName?: string;
  companyDomain?: string;
  personCountry?: string;
}

/** Facts in our words; `found: false` is an answer too, and is cached for a shorter time. */
export interface EnrichmentAnswer {
  found: boolean;
  person: Partial<Person>;
  company: Partial<Company>;
}

/** A provider that says who somebody is. Reads only; the same question twice may cost twice, so answers are cached. */
export interface EnrichmentProvider {
  /** As policy names it. */
  readonly name: string;
  /** Stable text of what would be asked, for the cache; undefined when the question holds nothing this provider can use. */
  cacheKey(question: EnrichmentQuestion): string | undefined;
  /** @throws Error on any failure; the caller's deadline aborts it through the signal */
  lookup(question: EnrichmentQuestion, signal: AbortSignal): Promise<EnrichmentAnswer>;
}
