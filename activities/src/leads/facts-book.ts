import { companyDomainOf } from '@firstline/domain/identity/company-keys';
import { currentFacts, type CurrentFacts } from '@firstline/domain/identity/merge-facts';
import type { CrmFacts, LeadFacts } from '@firstline/domain/policy/facts';
import type { Policy } from '@firstline/domain/policy/policy.schema';
import type { Db } from '@firstline/platform/db/db';
import type { Crm } from '../crm/crm.port.js';
import { factsOfCrm } from '../crm/facts-of-crm.js';
import { storedFacts, type StoredFacts } from './facts.sql.js';

export interface KnownFacts {
  facts: LeadFacts;
  current: CurrentFacts;
  companyDomain?: string;
}

interface Asked {
  leadId: string;
  signalId: string;
  policy: Policy;
  /** `go-on`, unless said otherwise: a rep must hear of a lead while the CRM is down, and the verdict says that it was not asked. */
  withoutCrm?: 'go-on' | 'fail';
}

/**
 * Everything a decision may look at, read now: merged values, the CRM's word, and what the lead did before. Ask it outside of transactions: the CRM
 * may be slow.
 */
export async function knownFacts(db: Db, crm: Crm, { leadId, signalId, policy, withoutCrm = 'go-on' }: Asked): Promise<KnownFacts> {
  const stored = await storedFacts(db, leadId, signalId);
  const current = currentFacts(stored.values, policy.enrichment);
  const { person, company } = current;
  const companyDomain = companyDomainOf(person, company);
  const fromCrm = await factsOfCrm(
    crm,
    { leadId, ...(person.email ? { email: person.email } : {}), ...(companyDomain ? { companyDomain } : {}) },
    withoutCrm,
  );
  return {
    current,
    ...(companyDomain ? { companyDomain } : {}),
    facts: {
      leadId,
      person,
      company,
      crm: { ...fromCrm, ...laterEnrolment(fromCrm, stored) },
      provenance: Object.fromEntries(
        Object.values(current.fields).map((fact) => [fact.field, { source: fact.source, atMs: fact.observedAtMs }]),
      ),
      recentSignals: stored.recent,
    },
  };
}

/** Ours and the CRM's memory of the last enrolment: the later one counts. */
function laterEnrolment(crm: CrmFacts, { enrolledAtMs, enrolledBySignalId }: StoredFacts): Partial<CrmFacts> {
  if (enrolledAtMs === null || (crm.lastEnrolledAtMs ?? 0) > enrolledAtMs) return {};
  return { lastEnrolledAtMs: enrolledAtMs, ...(enrolledBySignalId ? { lastEnrolledBySignalId: enrolledBySignalId } : {}) };
}
