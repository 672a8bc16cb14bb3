import { companyDomainOf } from '@firstline/domain/identity/company-keys';
import { currentFacts, type CurrentFacts } from '@firstline/domain/identity/merge-facts';
import type { CrmFacts, LeadFacts } from '@firstline/domain/policy/facts';
import type { Policy } from '@firstline/domain/policy/policy.schema';
import type { Db } from '@firstline/platform/db/db';
import type { Crm } from '../crm/crm.port.js';
import { storedFacts, type StoredFacts } from './facts.sql.js';

export interface KnownFacts {
  facts: LeadFacts;
  current: CurrentFacts;
  companyDomain?: string;
}

/** Everything a decision may look at, read now: merged values, the CRM's word, and what the lead did before. */
export async function knownFacts(db: Db, crm: Crm, { leadId, signalId, policy }: { leadId: string; signalId: string; policy: Policy }): Promise<KnownFacts> {
  const stored = await storedFacts(db, leadId, signalId);
  const current = currentFacts(stored.values, policy.enrichment);
  const { person, company } = current;
  const companyDomain = companyDomainOf(person, company);
  const fromCrm = await crm.factsOf({ leadId, ...(person.email ? { email: person.email } : {}), ...(companyDomain ? { companyDomain } : {}) });
  return {
    current,
    ...(companyDomain ? { companyDomain } : {}),
    facts: {
      leadId,
      person,
      company,
      crm: { ...fromCrm, ...laterEnrolment(fromCrm, stored) },
      provenance: Object.fromEntries(Object.values(current.fields).map((fact) => [fact.field, { source: fact.source, atMs: fact.observedAtMs }])),
      recentSignals: stored.recent,
    },
  };
}

/** Ours and the CRM's memory of the last enrolment: the later one counts. */
function laterEnrolment(crm: CrmFacts, { enrolledAtMs, enrolledBySignalId }: StoredFacts): Partial<CrmFacts> {
  if (enrolledAtMs === null || (crm.lastEnrolledAtMs ?? 0) > enrolledAtMs) return {};
  return { lastEnrolledAtMs: enrolledAtMs, ...(enrolledBySignalId ? { lastEnrolledBySignalId: enrolledBySignalId } : {}) };
}
