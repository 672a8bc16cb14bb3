import type { Reason } from '../lead/verdict.js';
import type { TeamMember } from '../policy/policy.schema.js';
import type { Candidate, Via } from './candidate.js';
import type { RouteDecision } from './decision.js';
import { availability } from './eligibility.js';
import { askPool } from './pool.js';
import type { RouteQuestion } from './route-question.js';
import { namedAccountOf, placeInTerritory, poolChain, type Placement } from './territory.js';

/** A hold ends when somebody's shift begins. Found nobody three times running, the lead is a manager's problem, not the calendar's. */
const MAX_HOLDS = 3;
/** Somebody is at work but full or switched away, which may end at any minute: look again even if nobody tells us. */
const LOOK_AGAIN_MS = 15 * 60_000;

/**
 * Who gets the lead: whoever owns the relationship, else the named account's rep, else by territory the pool's next in turn who is there now.
 * An owner who is not there is not waited for while a colleague is: the lead goes to the pool. When nobody is, it is held for whoever of both is back first.
 */
export function route(question: RouteQuestion): RouteDecision {
  const placement = question.diverted ? customerSuccess(question) : placeInTerritory(question.policy.territories, question.evaluate);
  const candidates: Candidate[] = [];
  const reasons: Reason[] = [];
  const decided = { candidates, reasons, ...(placement.territoryId !== undefined && { territoryId: placement.territoryId }) };

  for (const { repId, via, text } of owners(question)) {
    const { out, ...rest } = availability({
      repId,
      team: question.policy.team,
      state: question.team,
      exclude: question.exclude,
      nowMs: question.nowMs,
    });
    const stands = via === 'preferred' ? out.filter(({ code }) => code !== 'outside-hours' && code !== 'already-asked') : out;
    candidates.push({ repId, via, chosen: stands.length === 0, out: stands, ...rest });
    if (stands.length === 0) {
      reasons.push({ code: via, text: `${text}.` });
      return { decision: 'offer', ...decided, repId, via, mode: 'assign', claimants: [repId], ledger: [] };
    }
    reasons.push({
      code: `${via}-unavailable`,
      text: `${text}, but ${nameOf(question, repId)} ${stands.map((each) => each.text).join(', and ')}.`,
    });
  }

  reasons.push(...placement.reasons);
  const chain = placement.poolId === undefined ? [] : poolChain(question.policy.territories, placement.poolId);
  for (const pool of chain) {
    const asked = askPool(pool, question);
    candidates.push(...asked.candidates);
    reasons.push(...asked.reasons);
    if (!asked.turn) continue;
    const { repId, state, ledger } = asked.turn;
    return {
      decision: 'offer',
      ...decided,
      repId,
      via: 'pool',
      poolId: pool.id,
      mode: pool.mode,
      claimants: pool.mode === 'claim' ? asked.eligible : [repId],
      ledger,
      poolState: state,
    };
  }

  const last = chain.at(-1);
  const escalate = (code: string, text: string): RouteDecision => {
    reasons.push({ code, text });
    const repId = managerFor(question, candidates);
    return {
      ...decided,
      ...(last && { poolId: last.id }),
      ...(repId === undefined ? { decision: 'nobody' } : { decision: 'manager', repId }),
    };
  };
  if (!last) return escalate('no-pool', 'There is no pool to ask.');
  if (last.allAway.do === 'manager') return escalate('all-away', `Nobody in ${last.name} can take it now: its manager decides.`);
  if (question.exclude.length > 0) return escalate('all-asked', 'Everyone who could take it now was asked: a manager decides.');
  if ((question.holds ?? 0) >= MAX_HOLDS)
    return escalate('held-too-often', `It was held ${question.holds} times and still nobody was there: a manager decides.`);
  const untilMs = holdUntil(candidates, question.nowMs);
  if (untilMs === undefined) return escalate('nobody-returns', 'Nobody who could take it has another shift: a manager decides.');
  reasons.push({
    code: 'all-away',
    text: `Nobody can take it now: held until ${new Date(untilMs).toISOString()}, or until somebody is free.`,
  });
  return { decision: 'hold', ...decided, untilMs, poolId: last.id };
}

/** The pools whose rows to lock before `route`, in the order to lock them in. */
export function poolsToLock(question: Pick<RouteQuestion, 'facts' | 'policy' | 'evaluate' | 'diverted'>): string[] {
  const { poolId } = question.diverted ? customerSuccess(question) : placeInTerritory(question.policy.territories, question.evaluate);
  return poolId === undefined
    ? []
    : poolChain(question.policy.territories, poolId)
        .map((pool) => pool.id)
        .sort();
}

function customerSuccess({ diverted }: Pick<RouteQuestion, 'diverted'>): Omit<Placement, 'poolId'> & { poolId?: string } {
  const reasons = [{ code: 'diverted', text: 'They are a customer, so it goes to customer success.', source: 'policy' }];
  return diverted?.poolId === undefined ? { reasons } : { poolId: diverted.poolId, reasons };
}

/** Those with a claim of their own, best first, each once. */
function owners({ facts, policy, preferRepId, diverted }: RouteQuestion): { repId: string; via: Via; text: string }[] {
  const { crm } = facts;
  const named = namedAccountOf(policy.territories, facts);
  const own = (repId: string | undefined, via: Via, says: (name: string) => string) =>
    repId === undefined ? [] : [{ repId, via, text: says(nameOf({ policy }, repId)) }];
  const account = own(crm.accountOwnerRepId, 'account-owner', (name) => `${name} owns the account`);
  const all = [
    ...own(preferRepId, 'preferred', (name) => `${name} was asked for by name`),
    ...(diverted
      ? [
          ...own(diverted.repId ?? crm.customerSuccessRepId, 'customer-success', (name) => `${name} looks after this customer`),
          ...(diverted.poolId === undefined ? account : []),
        ]
      : [
          ...own(crm.contactOwnerRepId, 'contact-owner', (name) => `${name} owns the contact`),
          ...account,
          ...crm.openOpportunities.flatMap((deal) =>
            own(deal.ownerRepId, 'opportunity-owner', (name) => `${name} works the open opportunity ${deal.name}`),
          ),
          ...own(named?.rep, 'named-account', (name) => `${named?.domain ?? 'It'} is a named account of ${name}`),
        ]),
  ];
  return all.filter((owner, at) => all.findIndex((other) => other.repId === owner.repId) === at);
}

function holdUntil(candidates: readonly Candidate[], nowMs: number): number | undefined {
  const passing = candidates.filter(({ out }) =>
    out.every(({ code }) => code === 'outside-hours' || code === 'absent' || code === 'at-capacity' || code === 'switched-away'),
  );
  const moments = passing.map((candidate) => candidate.backAtMs ?? nowMs + LOOK_AGAIN_MS);
  return moments.length === 0 ? undefined : Math.max(nowMs + 1, Math.min(...moments));
}

/** The manager of those who were looked at, one who is at work if there is; else any manager. */
function managerFor({ policy, team, nowMs, exclude }: RouteQuestion, candidates: readonly Candidate[]): string | undefined {
  const above = candidates.map(({ repId }) => policy.team.find((member) => member.id === repId)?.manager);
  const anyManager = policy.team.filter((member) => member.role === 'manager').map((member) => member.id);
  const managers = [...new Set([...above, ...anyManager])]
    .filter((id) => id !== undefined)
    .map((repId) => ({ repId, out: availability({ repId, team: policy.team, state: team, exclude, nowMs }).out }));
  const lasting = ['unknown-rep', 'not-active', 'already-asked'];
  return (managers.find(({ out }) => out.length === 0) ?? managers.find(({ out }) => !out.some(({ code }) => lasting.includes(code))))
    ?.repId;
}

const nameOf = ({ policy }: { policy: { team: readonly TeamMember[] } }, repId: string): string =>
  policy.team.find((member) => member.id === repId)?.name ?? repId;
