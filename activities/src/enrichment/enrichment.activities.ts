import { companyDomainOf } from '@firstline/domain/identity/company-keys';
import { offlineFacts } from '@firstline/domain/enrichment/offline';
import { factsOf, type FactValue } from '@firstline/domain/identity/fact-value';
import { currentFacts } from '@firstline/domain/identity/merge-facts';
import type { Reason } from '@firstline/domain/lead/verdict';
import type { Database } from '@firstline/platform/db/db';
import { addFacts, factsOfLead, lockLead } from '../leads/leads.sql.js';
import { refreshLead } from '../leads/refresh-lead.js';
import type { PolicyBook } from '../policy/policy-book.js';
import { moveSignal, note } from '../timeline/timeline.sql.js';
import { keepVerdict } from '../verdicts/verdicts.sql.js';
import type { ProviderDesk, ProviderReport } from './ask-providers.js';
import type { EnrichmentQuestion } from './enrichment.port.js';

export interface EnrichmentDeps {
  db: Database;
  policies: PolicyBook;
  desk: ProviderDesk;
  now: () => number;
  newId: () => string;
}

/** What rules most often ask for: named when it is still not known. */
const wantedFields = [
  'person.title',
  'person.country',
  'company.name',
  'company.domain',
  'company.employees',
  'company.industry',
  'company.country',
] as const;

export function createEnrichmentActivities({ db, policies, desk, now, newId }: EnrichmentDeps) {
  return {
    /** Asks the providers of the policy, keeps what they say with its source, and names what is still missing. Never fails for a vendor's sake. */
    async enrichLead({
      signalId,
      leadId,
      policy: hash,
    }: {
      signalId: string;
      leadId: string;
      policy: string;
    }): Promise<{ missing: string[] }> {
      const startedMs = now();
      const policy = await policies.get(db, hash);
      const before = await factsOfLead(db, leadId);
      const asked = policy.enrichment.providers.filter((name) => name !== OFFLINE);
      const reports = await desk.ask(questionOf(before, policy.enrichment), { ...policy.enrichment, providers: asked });
      const told = reports.flatMap((report) => factsOfReport(report, signalId));
      const inferred = asked.length < policy.enrichment.providers.length ? offline([...before, ...told], policy.enrichment, startedMs) : [];
      const learned = newFacts(before, [...told, ...inferred.map((fact) => ({ ...fact, signalId }))]);

      return db.$transaction(async (tx) => {
        await lockLead(tx, leadId);
        if (learned.length > 0) await addFacts(tx, leadId, learned);
        const { person, company } = await refreshLead(tx, { leadId, policy, newId });
        const known: Record<string, unknown> = { ...prefixed('person', person), ...prefixed('company', company) };
        const missing = wantedFields.filter((field) => known[field] === undefined);
        await keepVerdict(tx, {
          signalId,
          leadId,
          kind: 'enriched',
          policyHash: hash,
          inputs: before.length,
          result: { missing, providers: reports.map(({ answer: _, ...report }) => report) },
          reasons: reports.map(reasonOf),
        });
        await moveSignal(tx, signalId, { stage: 'qualifying' });
        await note(tx, [
          {
            key: `${signalId}:enriched`,
            signalId,
            leadId,
            layer: 'qualification',
            step: 'enriched',
            text: summary(reports, missing),
            data: { missing },
            tookMs: now() - startedMs,
          },
        ]);
        return { missing: [...missing] };
      });
    },
  };
}

function questionOf(values: FactValue[], preference: Parameters<typeof currentFacts>[1]): EnrichmentQuestion {
  const { person, company } = currentFacts(values, preference);
  const asked = {
    email: person.email,
    phone: person.phone,
    firstName: person.firstName,
    lastName: person.lastName,
    linkedinUrl: person.linkedinUrl,
    personCountry: person.country,
    companyName: company.name,
    companyDomain: companyDomainOf(person, company),
  };
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
}

/** What the address and the number themselves say, as policy names it beside the vendors. */
const OFFLINE = 'offline';
function offline(values: FactValue[], preference: Parameters<typeof currentFacts>[1], nowMs: number): FactValue[] {
  const { person, company } = currentFacts(values, preference);
  return offlineFacts(person, company, nowMs);
}

const factsOfReport = ({ provider, answer, fetchedAtMs }: ProviderReport, signalId: string): FactValue[] =>
  answer?.found
    ? factsOf({
        person: answer.person,
        company: answer.company,
        source: `enrichment:${provider}`,
        observedAtMs: fetchedAtMs ?? 0,
        signalId,
      })
    : [];

/** What was said before, by the same source, needs no second row. */
function newFacts(before: FactValue[], said: FactValue[]): FactValue[] {
  const identity = (fact: FactValue): string => `${fact.source}\n${fact.field}\n${JSON.stringify(fact.value)}`;
  const known = new Set(before.map(identity));
  return said.filter((fact) => !known.has(identity(fact)));
}

const prefixed = (prefix: string, values: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]));

const words: Record<ProviderReport['result'], string> = {
  found: 'knew them',
  'not-found': 'does not know them',
  late: 'did not answer in time',
  failed: 'failed',
  'breaker-open': 'is left alone, since it kept failing',
  'nothing-to-ask': 'had nothing to go by',
  'not-configured': 'is not configured',
};
const reasonOf = (report: ProviderReport): Reason => ({
  code: `enrichment-${report.result}`,
  text: `${report.provider} ${words[report.result]}${report.fromCache ? ' (from the cache)' : ''}${report.error ? `: ${report.error}` : ''}.`,
  source: report.provider,
  ...(report.fetchedAtMs ? { factAtMs: report.fetchedAtMs } : {}),
});

function summary(reports: readonly ProviderReport[], missing: readonly string[]): string {
  const told = reports.map((report) => `${report.provider} ${words[report.result]}`).join(', ') || 'No provider is configured';
  return missing.length > 0 ? `${told}; still missing: ${missing.join(', ')}.` : `${told}; nothing is missing.`;
}
