import { companyDomainOf } from '@firstline/domain/identity/company-keys';
import { currentFacts, type CurrentFacts } from '@firstline/domain/identity/merge-facts';
import type { LeadFacts } from '@firstline/domain/policy/facts';
import type { Policy } from '@firstline/domain/policy/policy.schema';
import type { Signal } from '@firstline/domain/signal/signal';
import type { Db } from '@firstline/platform/db/db';
import type { Crm } from '../crm/crm.port.js';
import { factsOfLead } from './leads.sql.js';

/** Earlier signals that scoring may look at: newest first, bounded. */
const recentSignals = 100;

export interface KnownFacts {
  facts: LeadFacts;
  current: CurrentFacts;
  companyDomain?: string;
}

/** Everything a decision may look at, read now: merged values, the CRM's word, and what the lead did before. */
export async function knownFacts(db: Db, crm: Crm, { leadId, signalId, policy }: { leadId: string; signalId: string; policy: Policy }): Promise<KnownFacts> {
  const current = currentFacts(await factsOfLead(db, leadId), policy.enrichment);
  const { person, company } = current;
  const companyDomain = companyDomainOf(person, company);
  const [fromCrm, lead, recent] = await Promise.all([
    crm.factsOf({ leadId, ...(person.email ? { email: person.email } : {}), ...(companyDomain ? { companyDomain } : {}) }),
    db.lead.findUnique({ where: { id: leadId }, select: { lastSignalEnrolledAt: true, lastEnrolledEpisodeId: true, ownerRepId: true } }),
    db.signal.findMany({
      where: { leadId, id: { not: signalId }, test: false },
      orderBy: { receivedAt: 'desc' },
      take: recentSignals,
      select: { type: true, receivedAt: true, body: true },
    }),
  ]);
  const enrolledBy = lead?.lastEnrolledEpisodeId ? await db.episode.findUnique({ where: { id: lead.lastEnrolledEpisodeId }, select: { ownerSignalId: true, triggerSignalId: true } }) : null;
  return {
    current,
    ...(companyDomain ? { companyDomain } : {}),
    facts: {
      leadId,
      person,
      company,
      crm: {
        ...fromCrm,
        // Ours and the CRM's memory of the last enrolment: the later one counts.
        ...laterEnrolment(fromCrm, lead?.lastSignalEnrolledAt?.getTime(), enrolledBy?.triggerSignalId ?? enrolledBy?.ownerSignalId),
      },
      provenance: Object.fromEntries(Object.values(current.fields).map((fact) => [fact.field, { source: fact.source, atMs: fact.observedAtMs }])),
      recentSignals: recent.map((row) => ({
        type: row.type as Signal['type'],
        atMs: row.receivedAt.getTime(),
        properties: (row.body as unknown as Signal).properties,
      })),
    },
  };
}

function laterEnrolment(crm: LeadFacts['crm'], oursAtMs: number | undefined, bySignalId: string | undefined | null): Partial<LeadFacts['crm']> {
  if (oursAtMs === undefined || (crm.lastEnrolledAtMs ?? 0) > oursAtMs) return {};
  return { lastEnrolledAtMs: oursAtMs, ...(bySignalId ? { lastEnrolledBySignalId: bySignalId } : {}) };
}
