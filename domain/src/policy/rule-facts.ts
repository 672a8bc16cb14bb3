import { companyDomainOf } from '../identity/company-keys.js';
import { countryCode } from '../identity/country.js';
import { parseEmail } from '../identity/email.js';
import { mailDomainKind, type MailDomainKind } from '../identity/mail-domains.js';
import type { Company, Person, Signal } from '../signal/signal.js';
import { signalTypes, type SignalCategory } from '../signal/signal-types.js';
import type { CrmFacts, LeadFacts } from './facts.js';

const dayMs = 86_400_000;

/**
 * What a policy's conditions see. Built from the signal and the lead's facts in one place, so that a trigger, a territory, an ICP and
 * a score never disagree about a lead. An absent field is a fact that we do not know; an empty text counts as absent.
 */
export interface RuleFacts {
  signal: {
    id: string;
    type: Signal['type'];
    category: SignalCategory;
    connection: string;
    lane: Signal['lane'];
    test: boolean;
    properties: Signal['properties'];
    attribution: Signal['attribution'];
    consent: { email?: boolean; phone?: boolean };
  };
  person: Omit<Person, 'externalIds'> & { emailDomain?: string; emailKind?: MailDomainKind; externalIds: Record<string, string> };
  company: Company;
  lead: {
    id: string;
    accountType?: CrmFacts['accountType'];
    contactOwner?: string;
    accountOwner?: string;
    openOpportunities: number;
    activeSequences: number;
    /** `daysAgo` counts back from this signal, so the same signal always sees the same number. */
    recentSignals: { type: Signal['type']; daysAgo: number; properties: Signal['properties'] }[];
  };
}

/** Identifiers are compared as typed in a policy, so they are brought to one spelling here. */
const spelling: Record<string, (text: string) => string> = {
  email: (text) => text.toLowerCase(),
  domain: (text) => text.toLowerCase(),
  seniority: (text) => text.toLowerCase(),
  language: (text) => text.toLowerCase(),
  country: (text) => countryCode(text) ?? text,
};

function known<T extends object>(facts: T): T {
  const entries = Object.entries(facts).flatMap(([field, value]): [string, unknown][] => {
    if (value === undefined || value === null) return [];
    if (typeof value !== 'string') return [[field, value]];
    const text = value.trim();
    return text === '' ? [] : [[field, Object.hasOwn(spelling, field) ? spelling[field]!(text) : text]];
  });
  return Object.fromEntries(entries) as T;
}

export function ruleFacts({ signal, facts }: { signal: Signal; facts: LeadFacts }): RuleFacts {
  const seenAtMs = Date.parse(signal.receivedAt);
  const { externalIds = {}, ...person } = facts.person;
  const address = person.email === undefined ? undefined : parseEmail(person.email);
  const email = address?.address ?? person.email;
  const emailKind = address && mailDomainKind(address.domain);
  const domain = companyDomainOf(facts.person, facts.company);
  return {
    signal: {
      id: signal.id,
      type: signal.type,
      category: signalTypes[signal.type].category,
      connection: signal.connection,
      lane: signal.lane,
      test: signal.test,
      properties: signal.properties,
      attribution: signal.attribution,
      consent: known({ email: signal.consent.email, phone: signal.consent.phone }),
    },
    person: { ...known({ ...person, email, emailDomain: address?.domain, emailKind }), externalIds },
    company: known({ ...facts.company, domain }),
    lead: {
      ...known({
        accountType: facts.crm.accountType,
        contactOwner: facts.crm.contactOwnerRepId,
        accountOwner: facts.crm.accountOwnerRepId,
      }),
      id: facts.leadId,
      openOpportunities: facts.crm.openOpportunities.length,
      activeSequences: facts.crm.activeSequences.length,
      recentSignals: facts.recentSignals.map(({ type, atMs, properties }) => ({
        type,
        daysAgo: Math.max(0, (seenAtMs - atMs) / dayMs),
        properties,
      })),
    },
  };
}
