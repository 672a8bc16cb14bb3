import { parseEmail } from '../identity/email.js';
import type { Reason } from '../lead/verdict.js';
import type { LeadFacts } from '../policy/facts.js';
import { type Policy, type SuppressionPolicy, type SuppressionRuleId, suppressionRuleIds, type Trigger } from '../policy/policy.schema.js';
import { ageInWords, durationInWords, listInWords } from '../policy/words.js';
import { domainsOf, isWithin } from './domains.js';

export interface CheckedRule {
  rule: SuppressionRuleId;
  outcome: 'clear' | 'hit' | 'diverted' | 'exempt' | 'off' | 'unchecked';
  reason: Reason;
}
export interface Diversion {
  to: 'customer-success';
  repId?: string;
  poolId?: string;
  reason: Reason;
}
export type SuppressionVerdict =
  | { suppressed: false; diverted?: Diversion; checked: CheckedRule[] }
  | { suppressed: true; hits: { rule: SuppressionRuleId; reason: Reason }[]; checked: CheckedRule[] };

export interface SuppressionQuestion {
  /** With the CRM facts as just read: this is asked at qualification and again before each action. */
  facts: LeadFacts;
  policy: Pick<Policy, 'suppression'>;
  trigger: Pick<Trigger, 'exemptFrom'> | null;
  nowMs: number;
  /** Where the company is not among the facts yet. */
  companyDomain?: string;
  /** Whose play asks: an enrolment by this same signal does not hold back its own later actions. */
  signalId?: string;
}

interface Context extends SuppressionQuestion {
  suppression: SuppressionPolicy;
}
/** A rule's finding, or null when it has nothing against the lead. */
type Finding = { text: string; source: string; factAtMs?: number } | null;

const fromCrm = ({ facts, nowMs }: Context, text: string): Finding => ({
  text: `${text} (CRM, read ${ageInWords(facts.crm.asOfMs, nowMs)}).`,
  source: 'crm',
  factAtMs: facts.crm.asOfMs,
});

const quoted = (names: readonly { name: string }[]): string => {
  const shown = names.slice(0, 3).map(({ name }) => `“${name.slice(0, 80)}”`);
  return listInWords(names.length > 3 ? [...shown, `${names.length - 3} more`] : shown);
};

function listed(context: Context, domains: readonly string[], what: string): Finding {
  for (const { domain, source } of domainsOf(context.facts, context.companyDomain)) {
    const entry = domains.find((candidate) => isWithin(domain, candidate));
    if (entry !== undefined) return { text: `${domain} ${what} (${entry} in suppression.yaml).`, source };
  }
  return null;
}

function doNotContact(context: Context): Finding {
  const { facts, suppression, nowMs } = context;
  const inCrm = facts.crm.doNotContact;
  if (suppression.doNotContact && inCrm) {
    const since = inCrm.sinceMs === undefined ? '' : `, since ${ageInWords(inCrm.sinceMs, nowMs)}`;
    return fromCrm(context, `Asked not to be contacted: ${inCrm.because.slice(0, 200)}${since}`);
  }
  const mailbox = facts.person.email === undefined ? undefined : parseEmail(facts.person.email)?.canonical;
  // The address itself stays out of the reason: reasons are kept longer than people's data may be.
  if (mailbox !== undefined && suppression.doNotContactEmails.some((listedEmail) => parseEmail(listedEmail)?.canonical === mailbox)) {
    return { text: 'The address is on the do-not-contact list (suppression.yaml).', source: 'policy' };
  }
  return listed(context, suppression.doNotContactDomains, 'is on the do-not-contact list');
}

function recentlyEnrolled({ facts, suppression, nowMs, signalId }: Context): Finding {
  const { lastEnrolledAtMs, lastEnrolledBySignalId, asOfMs } = facts.crm;
  if (lastEnrolledAtMs === undefined || nowMs - lastEnrolledAtMs >= suppression.recentlyEnrolledWithin) return null;
  if (signalId !== undefined && signalId === lastEnrolledBySignalId) return null;
  const text = `Another play enrolled this lead ${ageInWords(lastEnrolledAtMs, nowMs)}, within ${durationInWords(suppression.recentlyEnrolledWithin)}`;
  return { text: `${text} (CRM, read ${ageInWords(asOfMs, nowMs)}).`, source: 'crm', factAtMs: lastEnrolledAtMs };
}

const rules: Record<
  SuppressionRuleId,
  { clear: string; isOn: (policy: SuppressionPolicy) => boolean; find: (context: Context) => Finding }
> = {
  'active-sequence': {
    clear: 'In no active sequence',
    isOn: ({ activeSequence }) => activeSequence,
    find: (context) => {
      const { activeSequences } = context.facts.crm;
      return activeSequences.length === 0
        ? null
        : fromCrm(context, `Already in ${quoted(activeSequences)} (${listInWords([...new Set(activeSequences.map(({ tool }) => tool))])})`);
    },
  },
  'open-opportunity': {
    clear: 'No open opportunity',
    isOn: ({ openOpportunity }) => openOpportunity,
    find: (context) => {
      const { openOpportunities } = context.facts.crm;
      return openOpportunities.length === 0 ? null : fromCrm(context, `Open opportunity ${quoted(openOpportunities)}`);
    },
  },
  customer: {
    clear: 'Not a customer',
    isOn: () => true,
    find: (context) => (context.facts.crm.accountType === 'customer' ? fromCrm(context, 'The account is a customer') : null),
  },
  'do-not-contact': {
    clear: 'Nothing speaks against contact',
    isOn: ({ doNotContact: inCrm, doNotContactDomains, doNotContactEmails }) =>
      inCrm || doNotContactDomains.length + doNotContactEmails.length > 0,
    find: doNotContact,
  },
  competitor: {
    clear: 'Not from a competitor',
    isOn: ({ competitorDomains }) => competitorDomains.length > 0,
    find: (context) => listed(context, context.suppression.competitorDomains, 'belongs to a competitor'),
  },
  'recently-enrolled': {
    clear: 'Not enrolled recently',
    isOn: ({ recentlyEnrolledWithin }) => recentlyEnrolledWithin > 0,
    find: recentlyEnrolled,
  },
};

/** Nobody but the CRM knows these. */
const askedOfCrm: ReadonlySet<SuppressionRuleId> = new Set(['active-sequence', 'open-opportunity', 'customer', 'do-not-contact']);

/** These protect a lead from being sold to twice; a customer's signal that goes to customer success is not being sold to. */
const giveWayToCustomerSuccess: ReadonlySet<SuppressionRuleId> = new Set(['active-sequence', 'open-opportunity']);

/**
 * The one place that decides whether we may act on a lead now. All six rules are always asked, and every answer is kept: which fact, from
 * where, how old. A customer goes to customer success instead of away, unless the policy says otherwise.
 */
export function suppress(question: SuppressionQuestion): SuppressionVerdict {
  const { suppression } = question.policy;
  const { facts } = question;
  const context: Context = { ...question, suppression };
  const exemptions = new Map(question.trigger?.exemptFrom.map(({ rule, because }) => [rule, because]));

  const checked = suppressionRuleIds.map((rule): CheckedRule => {
    const { clear, isOn, find } = rules[rule];
    if (!isOn(suppression))
      return {
        rule,
        outcome: 'off',
        reason: { code: `${rule}-off`, text: `${clear}: not checked, suppression.yaml has it off.`, source: 'policy' },
      };
    const finding = find(context);
    if (!finding && facts.crm.unavailable && askedOfCrm.has(rule))
      return {
        rule,
        outcome: 'unchecked',
        reason: { code: `${rule}-unchecked`, text: `${clear}: not checked, the CRM did not answer.`, source: 'crm' },
      };
    if (!finding) return { rule, outcome: 'clear', reason: { code: `${rule}-clear`, text: `${clear}.`, source: 'policy' } };
    const reason: Reason = { code: rule, ...finding };
    const because = exemptions.get(rule);
    if (because !== undefined)
      return {
        rule,
        outcome: 'exempt',
        reason: { ...reason, code: `${rule}-exempt`, text: `${finding.text} This play is exempt: ${because}` },
      };
    return { rule, outcome: rule === 'customer' && suppression.customer === 'divert' ? 'diverted' : 'hit', reason };
  });

  const diverted = checked.find(({ outcome }) => outcome === 'diverted');
  const settled = diverted
    ? checked.map((check) =>
        check.outcome === 'hit' && giveWayToCustomerSuccess.has(check.rule) ? { ...check, outcome: 'diverted' as const } : check,
      )
    : checked;
  const hits = settled.filter(({ outcome }) => outcome === 'hit').map(({ rule, reason }) => ({ rule, reason }));
  if (hits.length > 0) return { suppressed: true, hits, checked: settled };
  if (!diverted) return { suppressed: false, checked: settled };
  const repId = question.facts.crm.customerSuccessRepId;
  const poolId = suppression.customerSuccessPool;
  return {
    suppressed: false,
    diverted: {
      to: 'customer-success',
      ...(repId === undefined ? {} : { repId }),
      ...(poolId === undefined ? {} : { poolId }),
      reason: diverted.reason,
    },
    checked: settled,
  };
}
