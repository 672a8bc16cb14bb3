import { companyDomainOf } from '@firstline/domain/identity/company-keys';
import { coreCompanyName } from '@firstline/domain/identity/company-name';
import { currentFacts, type CurrentFacts } from '@firstline/domain/identity/merge-facts';
import type { Policy } from '@firstline/domain/policy/policy.schema';
import type { Db } from '@firstline/platform/db/db';
import { displayName } from './display-name.js';
import { accountByDomain, factsOfLead, showLead } from './leads.sql.js';

/** Brings the lead's row (what lists show) and its account in line with the values that count now. */
export async function refreshLead(
  db: Db,
  { leadId, policy, newId }: { leadId: string; policy: Policy; newId: () => string },
): Promise<CurrentFacts & { who: string }> {
  const current = currentFacts(await factsOfLead(db, leadId), policy.enrichment);
  const { person, company } = current;
  const domain = companyDomainOf(person, company);
  const accountId = domain
    ? await accountByDomain(db, {
        id: newId(),
        domain,
        name: company.name,
        coreName: company.name ? coreCompanyName(company.name) : undefined,
      })
    : undefined;
  const who = displayName(person);
  await showLead(db, { leadId, displayName: who, email: person.email, title: person.title, accountId });
  return { ...current, who };
}
