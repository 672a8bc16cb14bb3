import type { Offer } from '@firstline/domain/episode/episode-state';
import type { Reason } from '@firstline/domain/lead/verdict';
import { holds } from '@firstline/domain/policy/cel';
import type { Policy, TeamMember, Trigger } from '@firstline/domain/policy/policy.schema';
import { ruleFacts } from '@firstline/domain/policy/rule-facts';
import { offerClock } from '@firstline/domain/routing/first-touch';
import { poolsToLock, route } from '@firstline/domain/routing/route';
import type { RouteQuestion } from '@firstline/domain/routing/route-question';
import type { RouteDecision } from '@firstline/domain/routing/decision';
import { suppress, type Diversion } from '@firstline/domain/suppression/suppress';
import type { Database, Db } from '@firstline/platform/db/db';
import type { NextOffer, OfferDecision, OrderedAction } from '../activities.js';
import { orderActions, orderedBefore } from '../actions/actions.sql.js';
import { messageUpdates } from '../actions/message-updates.js';
import type { ActionKind } from '@firstline/domain/actions/instruction';
import type { Crm } from '../crm/crm.port.js';
import { endAssignment, withholdOrdered } from '../episodes/episodes.sql.js';
import { wontRetry } from '../failures.js';
import { displayName } from '../leads/display-name.js';
import { knownFacts, type KnownFacts } from '../leads/facts-book.js';
import { lockLead } from '../leads/leads.sql.js';
import type { ChannelName } from '../notify/channels.js';
import type { PolicyBook } from '../policy/policy-book.js';
import { signalById } from '../signals/signals.sql.js';
import { moveSignal, note, sayWhy } from '../timeline/timeline.sql.js';
import { keepVerdict } from '../verdicts/verdicts.sql.js';
import { alertContent, type AlertFacts } from './alert.js';
import { alertActions, crmActions, pageActions } from './round-actions.js';
import { creditBackTurn, holdsOf, lockPool, savePool, teamState } from './routing.sql.js';
import { scoreOfSignal } from './score-of-signal.js';

export interface RoutingDeps {
  db: Database;
  policies: PolicyBook;
  crm: Crm;
  publicUrl: string;
  /** Message services that have settings. */
  channels: ReadonlySet<ChannelName>;
  now: () => number;
  newId: () => string;
}

export function createRoutingActivities({ db, policies, crm, publicUrl, channels, now, newId }: RoutingDeps) {
  return {
    /**
     * Chooses who is asked next and, in the same transaction, takes the turn, opens the assignment and orders what is to be sent.
     * One round is one offer, however often it is retried.
     */
    async offerToNextRep(input: NextOffer): Promise<OfferDecision> {
      const startedMs = now();
      const { episodeId, leadId, signalId, round, policy: hash } = input;
      const policy = await policies.get(db, hash);
      const trigger = triggerOf(policy, input.triggerId);
      const because = await signalPursued(db, episodeId, signalId);
      const { signal } = await signalById(db, because);
      // The CRM is asked before any lock is held: a slow one must not stop other leads. Nothing but this episode can enrol this lead meanwhile.
      const known = await knownFacts(db, crm, { leadId, signalId: because, policy });

      return db.$transaction(async (tx) => {
        await lockLead(tx, leadId);
        const made = await tx.assignment.findUnique({ where: { episodeId_round: { episodeId, round } } });
        if (made) {
          await moveTo(tx, episodeId, [signalId, because], 'waiting', made.offeredAt);
          return { decision: 'offer', ...(await offerAgain(tx, made, input, policy)) };
        }
        const stopped = suppress({
          facts: known.facts,
          policy,
          trigger,
          nowMs: startedMs,
          signalId: because,
          ...(known.companyDomain ? { companyDomain: known.companyDomain } : {}),
        });
        if (stopped.suppressed) {
          await keepVerdict(tx, {
            signalId,
            leadId,
            kind: 'suppressed',
            part: `round-${round}`,
            policyHash: hash,
            inputs: known.facts,
            result: stopped,
            reasons: stopped.hits.map(({ reason }) => reason),
          });
          const why = stopped.hits.map(({ reason }) => reason.text).join(' ');
          await sayWhy(tx, signalId, why);
          await note(tx, [
            {
              key: `${episodeId}:stopped:${round}`,
              signalId,
              leadId,
              layer: 'qualification',
              step: 'stopped',
              text: `Not offered any further: ${why}`,
            },
          ]);
          return { decision: 'stop', because: stopped.hits.map(({ reason }) => reason.code) };
        }

        const about: AlertFacts = { facts: known.facts, signal, trigger, score: await scoreOfSignal(tx, because) };
        const at = { episodeId, leadId, signalId, trigger, round };
        const before = await endRound(tx, input, policy, new Date(startedMs));

        const question = await questionOf(tx, { input, known, policy, trigger, nowMs: startedMs, diverted: stopped.diverted, signal });
        const decision = askedEnough(input, trigger, policy) ?? route(question);
        // A held round is decided again: each answer is kept.
        const part = decision.decision === 'hold' ? `${round}-held-${question.holds}` : round;
        await keepVerdict(tx, {
          signalId,
          leadId,
          kind: 'routed',
          part,
          policyHash: hash,
          inputs: { facts: known.facts, team: question.team, pools: question.pools },
          result: { ...decision, round },
          reasons: decision.reasons,
        });

        if (decision.decision === 'hold') {
          await moveTo(tx, episodeId, [signalId, because], 'held');
          await note(tx, [
            {
              key: `${episodeId}:held:${round}:${decision.untilMs}`,
              signalId,
              leadId,
              layer: 'qualification',
              step: 'held',
              text: lastReason(decision),
              data: { untilMs: decision.untilMs },
            },
          ]);
          return { decision: 'hold', untilMs: decision.untilMs };
        }
        if (decision.decision === 'nobody') {
          const giveUpAtMs = startedMs + trigger.sla.giveUpAfter;
          const pages = pageActions(at, policy, alertContent(about), { publicUrl, channels });
          const actions = await orderActions(tx, pages.actions);
          await note(tx, [
            {
              key: `${episodeId}:paged:${round}`,
              signalId,
              leadId,
              layer: 'execution',
              step: 'paged',
              text: `Nobody took it: on-call (${trigger.onCall}) is paged.`,
              data: { giveUpAtMs },
            },
          ]);
          await moveTo(tx, episodeId, [signalId, because], 'waiting');
          return { decision: 'nobody', giveUpAtMs, ...(pages.repId ? { pagedRepId: pages.repId } : {}), actions };
        }

        const member = memberOf(policy, decision.repId);
        const kind = decision.decision === 'manager' ? 'manager' : 'rep';
        const clock = clockOf(kind, trigger, member, startedMs);
        const assignment = await tx.assignment.create({
          data: {
            id: newId(),
            episodeId,
            signalId,
            leadId,
            repId: member.id,
            poolId: decision.poolId ?? null,
            territoryId: decision.territoryId ?? null,
            round,
            kind,
            offeredAt: new Date(startedMs),
            dueAt: new Date(clock.dueAtMs),
            remindAt: clock.remindAtMs === undefined ? null : new Date(clock.remindAtMs),
          },
        });
        if (decision.decision === 'offer' && decision.poolId && decision.poolState)
          await savePool(tx, { poolId: decision.poolId, state: decision.poolState, ledger: decision.ledger, assignmentId: assignment.id });
        if (round === 1)
          await tx.lead.update({
            where: { id: leadId },
            data: { lastSignalEnrolledAt: new Date(startedMs), lastEnrolledEpisodeId: episodeId },
          });

        const alerts = alertActions(
          at,
          member,
          alertContent(about),
          {
            purpose: round === 1 ? 'offer' : 'escalation',
            kind,
            dueAt: new Date(clock.dueAtMs).toISOString(),
            ...(before ? { before } : {}),
          },
          channels,
        );
        const stale =
          round === 1
            ? []
            : await messageUpdates(tx, episodeId, { as: 'moved-on', who: displayName(known.facts.person), byName: member.name }, round - 1);
        const actions = await orderActions(tx, [...alerts, ...stale, ...(round === 1 ? crmActions(at, about, member.id, startedMs) : [])]);
        await moveTo(tx, episodeId, [signalId, because], 'waiting', new Date(now()));
        await note(tx, [
          {
            key: `${episodeId}:offered:${round}`,
            signalId,
            leadId,
            layer: 'qualification',
            step: 'offered',
            text: `Offered to ${member.name}${kind === 'manager' ? ' (manager)' : ''}: ${lastReason(decision)}`,
            data: { repId: member.id, round, dueAtMs: clock.dueAtMs },
            tookMs: now() - startedMs,
          },
        ]);
        return { decision: 'offer', actions, ...describe(assignment, clock, { input, policy, territoryId: decision.territoryId }) };
      });
    },

    /** The same rep once more, before somebody else is asked. */
    async orderReminder({
      signalId,
      episodeId,
      round,
      policy: hash,
      nth,
    }: {
      signalId: string;
      episodeId: string;
      round: number;
      policy: string;
      nth: number;
    }): Promise<{ actions: OrderedAction[] }> {
      const policy = await policies.get(db, hash);
      const assignment = await db.assignment.findUnique({ where: { episodeId_round: { episodeId, round } }, include: { episode: true } });
      if (!assignment || assignment.endedAt) return { actions: [] };
      const { leadId, episode } = assignment;
      const because = episode.triggerSignalId ?? signalId;
      const trigger = triggerOf(policy, episode.triggerId ?? '');
      const { signal } = await signalById(db, because);
      const { facts } = await knownFacts(db, crm, { leadId, signalId: because, policy });
      const member = memberOf(policy, assignment.repId);
      const content = alertContent({ facts, signal, trigger, score: await scoreOfSignal(db, because) });
      const kind = assignment.kind === 'manager' ? 'manager' : 'rep';
      const reminders = alertActions(
        { episodeId, leadId, signalId, trigger, round },
        member,
        content,
        { purpose: 'reminder', nth, kind, dueAt: assignment.dueAt.toISOString() },
        channels,
      );
      return db.$transaction(async (tx) => {
        await note(tx, [
          {
            key: `${episodeId}:reminded:${round}:${nth}`,
            signalId,
            leadId,
            layer: 'execution',
            step: 'reminded',
            text: `${member.name} is reminded.`,
            data: { repId: member.id, round },
          },
        ]);
        return { actions: await orderActions(tx, reminders) };
      });
    },
  };
}

/** Whose play it is: the owner's own signal, or one that joined. */
async function signalPursued(db: Db, episodeId: string, signalId: string): Promise<string> {
  const episode = await db.episode.findUnique({ where: { id: episodeId }, select: { triggerSignalId: true } });
  if (!episode) throw wontRetry('EPISODE_NOT_FOUND', `no episode ${episodeId}`);
  return episode.triggerSignalId ?? signalId;
}

const triggerOf = (policy: Policy, id: string): Trigger => {
  const trigger = policy.triggers.find((candidate) => candidate.id === id);
  if (!trigger) throw wontRetry('POLICY_NOT_FOUND', `policy ${policy.hash} has no trigger ${id}`);
  return trigger;
};
const memberOf = (policy: Policy, id: string): TeamMember => {
  const member = policy.team.find((candidate) => candidate.id === id);
  if (!member) throw wontRetry('POLICY_NOT_FOUND', `policy ${policy.hash} has no team member ${id}`);
  return member;
};
const lastReason = ({ reasons }: { reasons: readonly Reason[] }): string => reasons.at(-1)?.text ?? '';

/** After the manager nobody is left; before, as many reps as the play asks, unless a person named one. */
function askedEnough({ asked, preferRepId }: NextOffer, trigger: Trigger, policy: Policy): RouteDecision | undefined {
  if (preferRepId) return undefined;
  const none = { candidates: [] };
  const askedMembers = asked.map((id) => policy.team.find((member) => member.id === id)).filter((member) => member !== undefined);
  const managerAsked = askedMembers.some((member) => member.role === 'manager');
  if (managerAsked) return { decision: 'nobody', ...none, reasons: [{ code: 'manager-asked', text: 'The manager was asked too.' }] };
  const reps = askedMembers.filter((member) => member.role !== 'manager');
  if (reps.length < trigger.sla.reps) return undefined;
  const manager = reps.at(-1)?.manager ?? reps[0]?.manager;
  if (!manager) return { decision: 'nobody', ...none, reasons: [{ code: 'no-manager', text: 'The reps who were asked have no manager.' }] };
  return {
    decision: 'manager',
    repId: manager,
    ...none,
    reasons: [{ code: 'reps-asked', text: `${reps.length === 1 ? 'One rep was' : `${reps.length} reps were`} asked and nobody took it.` }],
  };
}

/** The manager has the time until the page; a rep until the next one is asked. */
function clockOf(
  kind: 'rep' | 'manager',
  { sla }: Trigger,
  member: TeamMember,
  offeredAtMs: number,
): { dueAtMs: number; remindAtMs?: number } {
  if (kind === 'manager') return { dueAtMs: offeredAtMs + sla.pageAfter };
  return offerClock({ sla, hours: member.hours, away: member.away, offeredAtMs });
}

async function questionOf(
  tx: Db,
  from: {
    input: NextOffer;
    known: KnownFacts;
    policy: Policy;
    trigger: Trigger;
    nowMs: number;
    signal: Parameters<typeof ruleFacts>[0]['signal'];
    diverted: Diversion | undefined;
  },
): Promise<RouteQuestion> {
  const { input, known, policy, nowMs, signal, diverted } = from;
  const { facts } = known;
  const view = ruleFacts({ signal, facts });
  const asking = {
    facts,
    policy,
    evaluate: (condition: string) => holds(condition, view).truth,
    ...(diverted
      ? { diverted: { ...(diverted.repId ? { repId: diverted.repId } : {}), ...(diverted.poolId ? { poolId: diverted.poolId } : {}) } }
      : {}),
  };
  const pools: RouteQuestion['pools'] = {};
  for (const poolId of poolsToLock(asking)) pools[poolId] = await lockPool(tx, poolId);
  return {
    ...asking,
    pools,
    team: await teamState(tx, new Date(nowMs)),
    nowMs,
    exclude: input.asked,
    holds: await holdsOf(tx, input.signalId),
    ...(input.preferRepId ? { preferRepId: input.preferRepId } : {}),
  };
}

/**
 * Closes the round before, whatever is left of it: what was not sent is not sent any more. A workflow that went on for another one finds a round
 * open that nobody will answer.
 */
async function endRound(
  tx: Db,
  { episodeId, leadId, signalId, round, previous, by, untold }: NextOffer,
  policy: Policy,
  at: Date,
): Promise<string | undefined> {
  const open = await tx.assignment.findFirst({ where: { episodeId, endedAt: null } });
  if (!open && !by) return undefined;
  const as = previous ?? 'reassigned';
  const nameOf = (id: string): string => policy.team.find((member) => member.id === id)?.name ?? id;
  if (open) {
    await endAssignment(tx, episodeId, as, at);
    await withholdOrdered(tx, episodeId, ['while-offered']);
    if (untold)
      await creditBackTurn(tx, { assignmentId: open.id, atMs: at.getTime(), because: 'the lead was moved before they heard of it' });
  }
  const words =
    open && !untold
      ? {
          breached: `${nameOf(open.repId)} did not answer in time`,
          passed: `${nameOf(open.repId)} passed`,
          reassigned: `It was taken from ${nameOf(open.repId)}`,
        }[as]
      : 'It was moved by hand';
  const why = by ? ` (${nameOf(by.actor)}: ${by.because})` : '';
  await note(tx, [
    {
      key: `${episodeId}:${as}:${round - 1}`,
      signalId,
      leadId,
      layer: 'execution',
      step: as,
      text: `${words}${why}.`,
      data: { ...(open ? { repId: open.repId } : {}), round: round - 1 },
    },
  ]);
  return words;
}

/** The episode and the signals it is about: lists of leads and lists of signals tell the same stage. */
async function moveTo(tx: Db, episodeId: string, ids: string[], stage: 'waiting' | 'held', assignedAt?: Date): Promise<void> {
  // What was taken meanwhile stays taken.
  await tx.episode.updateMany({ where: { id: episodeId, closedAt: null, takenAt: null }, data: { stage } });
  for (const id of new Set(ids)) await moveSignal(tx, id, { stage, ...(assignedAt ? { assignedAt } : {}) });
}

interface AssignmentRow {
  id: string;
  repId: string;
  kind: string;
  round: number;
}
function describe(
  assignment: AssignmentRow,
  clock: { dueAtMs: number; remindAtMs?: number },
  { input, policy, territoryId }: { input: NextOffer; policy: Policy; territoryId?: string | undefined },
): { offer: Offer; then: string; territoryId?: string } {
  const { sla } = triggerOf(policy, input.triggerId);
  const managerAsked = input.asked.some((id) => policy.team.find((member) => member.id === id)?.role === 'manager');
  const kind = assignment.kind === 'manager' ? 'manager' : 'rep';
  const then =
    kind === 'manager' || managerAsked
      ? 'on-call is paged'
      : input.asked.length + 1 < sla.reps
        ? 'the next rep is asked'
        : 'the manager is asked';
  return {
    offer: { repId: assignment.repId, kind, round: assignment.round, assignmentId: assignment.id, ...clock },
    then,
    ...(territoryId ? { territoryId } : {}),
  };
}

/** A retried step finds what the first try made. */
async function offerAgain(
  tx: Db,
  made: AssignmentRow & { dueAt: Date; remindAt: Date | null; territoryId: string | null },
  input: NextOffer,
  policy: Policy,
): Promise<{ offer: Offer; then: string; territoryId?: string; actions: OrderedAction[] }> {
  const updates: ActionKind[] = ['inbox.update', 'slack.update'];
  const { episodeId, round } = input;
  const ordered = await tx.action.findMany({
    where: {
      episodeId,
      OR: [
        { round: { in: round === 1 ? [0, 1] : [round] }, kind: { notIn: updates } },
        { round: round - 1, kind: { in: updates } },
      ],
    },
    select: { key: true, kind: true },
  });
  const clock = { dueAtMs: made.dueAt.getTime(), ...(made.remindAt ? { remindAtMs: made.remindAt.getTime() } : {}) };
  return {
    ...describe(made, clock, { input, policy, territoryId: made.territoryId ?? undefined }),
    actions: orderedBefore(ordered),
  };
}
