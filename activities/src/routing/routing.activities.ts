import type { Offer } from '@firstline/domain/episode/episode-state';
import type { Reason } from '@firstline/domain/lead/verdict';
import { holds } from '@firstline/domain/policy/cel';
import type { Policy, TeamMember, Trigger } from '@firstline/domain/policy/policy.schema';
import { ruleFacts } from '@firstline/domain/policy/rule-facts';
import { offerClock } from '@firstline/domain/routing/first-touch';
import { poolsToLock, route } from '@firstline/domain/routing/route';
import type { RouteQuestion } from '@firstline/domain/routing/route-question';
import type { RouteDecision } from '@firstline/domain/routing/decision';
import { suppress } from '@firstline/domain/suppression/suppress';
import type { Database, Db } from '@firstline/platform/db/db';
import type { NextOffer, OfferDecision, OrderedAction } from '../activities.js';
import { orderActions, performedBy } from '../actions/actions.sql.js';
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
import { moveSignal, note } from '../timeline/timeline.sql.js';
import { keepVerdict } from '../verdicts/verdicts.sql.js';
import { alertContent, type AlertFacts } from './alert.js';
import { alertActions, crmActions, pageActions } from './round-actions.js';
import { holdsOf, lockPool, savePool, teamState } from './routing.sql.js';
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

      return db.$transaction(async (tx) => {
        await lockLead(tx, leadId);
        const episode = await tx.episode.findUniqueOrThrow({ where: { id: episodeId } });
        const made = await tx.assignment.findUnique({ where: { episodeId_round: { episodeId, round } } });
        if (made) return { decision: 'offer', ...(await offerAgain(tx, made, input, policy)) };

        const because = episode.triggerSignalId ?? signalId;
        const { signal } = await signalById(tx, because);
        const known = await knownFacts(tx, crm, { leadId, signalId: because, policy });
        const stopped = suppress({ facts: known.facts, policy, trigger, nowMs: startedMs, signalId: because, ...(known.companyDomain ? { companyDomain: known.companyDomain } : {}) });
        if (stopped.suppressed) {
          await keepVerdict(tx, { signalId, leadId, kind: 'suppressed', part: `round-${round}`, policyHash: hash, inputs: known.facts, result: stopped, reasons: stopped.hits.map(({ reason }) => reason) });
          return { decision: 'stop', because: stopped.hits.map(({ reason }) => reason.code) };
        }

        const about: AlertFacts = { facts: known.facts, signal, trigger, score: await scoreOfSignal(tx, because) };
        const at = { episodeId, leadId, signalId, trigger, round };
        const ended = input.previous;
        const before = ended ? await endRound(tx, episodeId, ended, policy, new Date(startedMs)) : undefined;

        const question = await questionOf(tx, { input, known, policy, trigger, nowMs: startedMs, diverted: stopped.diverted, signal });
        const decision = askedEnough(input, trigger, policy) ?? route(question);
        await keepVerdict(tx, { signalId, leadId, kind: 'routed', part: round, policyHash: hash, inputs: { facts: known.facts, team: question.team, pools: question.pools }, result: { ...decision, round }, reasons: decision.reasons });

        if (decision.decision === 'hold') {
          await moveSignals(tx, [signalId, because], 'held');
          await note(tx, [{ key: `${episodeId}:held:${round}:${decision.untilMs}`, signalId, leadId, layer: 'qualification', step: 'held', text: lastReason(decision), data: { untilMs: decision.untilMs } }]);
          return { decision: 'hold', untilMs: decision.untilMs };
        }
        if (decision.decision === 'nobody') {
          const giveUpAtMs = startedMs + trigger.sla.giveUpAfter;
          const actions = await orderActions(tx, pageActions(at, policy, alertContent(about), { publicUrl, channels }));
          await note(tx, [{ key: `${episodeId}:paged`, signalId, leadId, layer: 'execution', step: 'paged', text: `Nobody took it: on-call (${trigger.onCall}) is paged.`, data: { giveUpAtMs } }]);
          await moveSignals(tx, [signalId, because], 'waiting');
          return { decision: 'nobody', giveUpAtMs, actions };
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
        if (round === 1) await tx.lead.update({ where: { id: leadId }, data: { lastSignalEnrolledAt: new Date(startedMs), lastEnrolledEpisodeId: episodeId } });

        const alerts = alertActions(at, member, alertContent(about), { purpose: round === 1 ? 'offer' : 'escalation', kind, dueAt: new Date(clock.dueAtMs).toISOString(), ...(before ? { before } : {}) }, channels);
        const stale = round === 1 ? [] : await messageUpdates(tx, episodeId, { as: 'moved-on', who: displayName(known.facts.person), byName: member.name }, round - 1);
        const actions = await orderActions(tx, [...alerts, ...stale, ...(round === 1 ? crmActions(at, about, member.id, startedMs) : [])]);
        await moveSignals(tx, [signalId, because], 'waiting', new Date(now()));
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
        return { decision: 'offer', actions, ...describe(assignment, clock, trigger, input, decision.territoryId) };
      });
    },

    /** The same rep once more, before somebody else is asked. */
    async orderReminder({ signalId, episodeId, round, policy: hash }: { signalId: string; episodeId: string; round: number; policy: string }): Promise<{ actions: OrderedAction[] }> {
      const policy = await policies.get(db, hash);
      return db.$transaction(async (tx) => {
        const assignment = await tx.assignment.findUnique({ where: { episodeId_round: { episodeId, round } }, include: { episode: true } });
        if (!assignment || assignment.endedAt) return { actions: [] };
        const { leadId, episode } = assignment;
        const because = episode.triggerSignalId ?? signalId;
        const trigger = triggerOf(policy, episode.triggerId ?? '');
        const { signal } = await signalById(tx, because);
        const { facts } = await knownFacts(tx, crm, { leadId, signalId: because, policy });
        const member = memberOf(policy, assignment.repId);
        const content = alertContent({ facts, signal, trigger, score: await scoreOfSignal(tx, because) });
        const kind = assignment.kind === 'manager' ? 'manager' : 'rep';
        const reminders = alertActions({ episodeId, leadId, signalId, trigger, round }, member, content, { purpose: 'reminder', kind, dueAt: assignment.dueAt.toISOString() }, channels);
        await note(tx, [{ key: `${episodeId}:reminded:${round}`, signalId, leadId, layer: 'execution', step: 'reminded', text: `${member.name} is reminded.`, data: { repId: member.id, round } }]);
        return { actions: await orderActions(tx, reminders) };
      });
    },
  };
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
  return { decision: 'manager', repId: manager, ...none, reasons: [{ code: 'reps-asked', text: `${reps.length === 1 ? 'One rep was' : `${reps.length} reps were`} asked and nobody took it.` }] };
}

/** The manager has the time until the page; a rep until the next one is asked. */
function clockOf(kind: 'rep' | 'manager', { sla }: Trigger, member: TeamMember, offeredAtMs: number): { dueAtMs: number; remindAtMs?: number } {
  if (kind === 'manager') return { dueAtMs: offeredAtMs + sla.pageAfter };
  return offerClock({ sla, hours: member.hours, away: member.away, offeredAtMs });
}

async function questionOf(
  tx: Db,
  from: { input: NextOffer; known: KnownFacts; policy: Policy; trigger: Trigger; nowMs: number; signal: Parameters<typeof ruleFacts>[0]['signal']; diverted: { repId?: string; pool?: string } | undefined },
): Promise<RouteQuestion> {
  const { input, known, policy, nowMs, signal, diverted } = from;
  const { facts } = known;
  const view = ruleFacts({ signal, facts });
  const asking = {
    facts,
    policy,
    evaluate: (condition: string) => holds(condition, view).truth,
    ...(diverted ? { diverted: { ...(diverted.repId ? { repId: diverted.repId } : {}), ...(diverted.pool ? { poolId: diverted.pool } : {}) } } : {}),
  };
  const pools: RouteQuestion['pools'] = {};
  for (const poolId of poolsToLock(asking)) pools[poolId] = await lockPool(tx, poolId);
  return { ...asking, pools, team: await teamState(tx, new Date(nowMs)), nowMs, exclude: input.asked, holds: await holdsOf(tx, input.signalId), ...(input.preferRepId ? { preferRepId: input.preferRepId } : {}) };
}

/** Closes the round before: what was not sent is not sent any more. */
async function endRound(tx: Db, episodeId: string, as: 'breached' | 'passed' | 'reassigned', policy: Policy, at: Date): Promise<string | undefined> {
  const open = await tx.assignment.findFirst({ where: { episodeId, endedAt: null } });
  await endAssignment(tx, episodeId, as, at);
  await withholdOrdered(tx, episodeId, ['while-offered']);
  if (!open) return undefined;
  const name = policy.team.find(({ id }) => id === open.repId)?.name ?? open.repId;
  const words = { breached: `${name} did not answer in time`, passed: `${name} passed`, reassigned: `It was taken from ${name}` }[as];
  await note(tx, [{ key: `${episodeId}:${as}:${open.round}`, signalId: open.signalId, leadId: open.leadId, layer: 'execution', step: as, text: `${words}.`, data: { repId: open.repId, round: open.round } }]);
  return words;
}

async function moveSignals(tx: Db, ids: string[], stage: 'waiting' | 'held', assignedAt?: Date): Promise<void> {
  for (const id of new Set(ids)) await moveSignal(tx, id, { stage, ...(assignedAt ? { assignedAt } : {}) });
}

interface AssignmentRow {
  id: string;
  repId: string;
  kind: string;
  round: number;
}
function describe(assignment: AssignmentRow, clock: { dueAtMs: number; remindAtMs?: number }, trigger: Trigger, input: NextOffer, territoryId?: string): { offer: Offer; then: string; territoryId?: string } {
  const kind = assignment.kind === 'manager' ? 'manager' : 'rep';
  const then = kind === 'manager' ? 'on-call is paged' : input.asked.length + 1 < trigger.sla.reps ? 'the next rep is asked' : 'the manager is asked';
  return { offer: { repId: assignment.repId, kind, round: assignment.round, assignmentId: assignment.id, ...clock }, then, ...(territoryId ? { territoryId } : {}) };
}

/** A retried step finds what the first try made. */
async function offerAgain(
  tx: Db,
  made: AssignmentRow & { dueAt: Date; remindAt: Date | null; territoryId: string | null },
  input: NextOffer,
  policy: Policy,
): Promise<{ offer: Offer; then: string; territoryId?: string; actions: OrderedAction[] }> {
  const ordered = await tx.action.findMany({ where: { episodeId: input.episodeId, round: { in: input.round === 1 ? [0, 1] : [input.round] }, kind: { notIn: ['inbox.update', 'slack.update'] } }, select: { key: true, kind: true } });
  const clock = { dueAtMs: made.dueAt.getTime(), ...(made.remindAt ? { remindAtMs: made.remindAt.getTime() } : {}) };
  return {
    ...describe(made, clock, triggerOf(policy, input.triggerId), input, made.territoryId ?? undefined),
    actions: ordered.map(({ key, kind }) => ({ key, kind, by: performedBy(kind as ActionKind) })),
  };
}
