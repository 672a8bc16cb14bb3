import type { NextOffer, OfferDecision, OrderedAction, QualifyActivities } from '@firstline/activities/activities';
import type { EpisodeState } from '@firstline/domain/episode/episode-state';
import { CancellationScope } from '@temporalio/workflow';
import { recordActivities } from '../record-activities.js';
import type { SpeedToLeadOutcome } from './contract.js';
import type { Story } from './story.js';

const ours = recordActivities<QualifyActivities>();

export interface Pursuit {
  signalId: string;
  leadId: string;
  episodeId: string;
  policy: string;
  triggerId: string;
  closeOutAfterMs: number;
}

/** Offers the lead, remembers the clock, and does not let go until a person has taken it. */
export async function pursue(story: Story, pursuit: Pursuit): Promise<SpeedToLeadOutcome> {
  let untold = false;
  for (let round = story.roundsBefore() + 1; !story.over(); round++) {
    const before = story.state();
    const decision: OfferDecision = await ours.offerToNextRep({
      ...pursuit,
      round,
      asked: [...story.asked],
      untold,
      ...howTheLastRoundEnded(before),
    });
    // Somebody tapped or moved it while we were choosing: whoever was just chosen is never told, and the next step closes their round.
    const moved = story.state() !== before;
    untold = moved && decision.decision === 'offer';
    if (untold) story.send(besidesAlerts(decision));
    else if (moved) round -= 1;
    else if (decision.decision === 'offer') await offered(story, pursuit, decision);
    else if (decision.decision === 'stop') story.happened({ type: 'ended', as: 'suppressed' });
    else if (decision.decision === 'hold') round = await held(story, decision.untilMs, round);
    else await nobodyLeft(story, decision);
  }
  if (story.state().at === 'taken') return taken(story, pursuit);
  return CancellationScope.nonCancellable(() => nobodyTookIt(story, pursuit)); // it ends here anyway, and tells everybody
}

const howTheLastRoundEnded = (state: EpisodeState): Pick<NextOffer, 'previous' | 'preferRepId' | 'by'> =>
  state.at === 'between'
    ? { previous: state.because, ...(state.preferRepId ? { preferRepId: state.preferRepId } : {}), ...(state.by ? { by: state.by } : {}) }
    : {};

/** The CRM is written and earlier messages are updated, whoever gets the lead in the end. */
const besidesAlerts = (decision: OfferDecision): OrderedAction[] =>
  decision.decision === 'offer' ? decision.actions.filter(({ by }) => by !== 'notifyRep') : [];

/** One rep's turn: alert, remind, and report when the time is up. */
async function offered(
  story: Story,
  { signalId, episodeId, policy }: Pursuit,
  decision: OfferDecision & { decision: 'offer' },
): Promise<void> {
  const { offer, then, actions, territoryId } = decision;
  const { repId, round } = offer;
  const waitingUntil = (dueAtMs: number): string => `Waiting for ${repId} until ${new Date(dueAtMs).toISOString()}, then ${then}.`;
  story.offeredTo(repId, territoryId);
  story.happened({ type: 'offered', offer });
  story.stage('waiting', waitingUntil(offer.dueAtMs));
  story.send(actions);

  let reminders = 0;
  for (let state = story.state(); state.at === 'offered' && state.offer.round === round; state = story.state()) {
    const snooze = story.nextSnooze();
    if (snooze) {
      if (snooze.round === round) story.says(`${snooze.actor} put it off. ${waitingUntil(snooze.dueAtMs)}`);
      await ours.recordSnooze({ signalId, episodeId, ...snooze });
      continue;
    }
    const { remindAtMs, dueAtMs } = state.offer;
    const remindFirst = !state.reminded && remindAtMs !== undefined && remindAtMs < dueAtMs;
    const changed = remindFirst ? await story.changedBefore(remindAtMs, `reminds ${repId}`) : await story.changedBefore(dueAtMs, then);
    if (changed) continue;
    if (!remindFirst) {
      story.happened({ type: 'timedOut' });
      continue;
    }
    const reminded = story.happened({ type: 'remindDue' });
    const { actions: reminder } = await ours.orderReminder({ signalId, episodeId, round, policy, nth: ++reminders });
    if (story.state() === reminded) story.send(reminder); // whoever tapped just now needs no reminder
  }
}

/** Everybody is away: the same round is tried again when the next shift begins, or when somebody moves it. */
async function held(story: Story, untilMs: number, round: number): Promise<number> {
  story.happened({ type: 'allAway', untilMs });
  story.stage('held', `Everybody is away; held until ${new Date(untilMs).toISOString()}.`);
  if (!(await story.changedBefore(untilMs, 'next shift begins'))) story.happened({ type: 'shiftBegan' });
  return round - 1;
}

/** Reps and managers have been asked. On-call is paged, and the lead can still be taken until we give up. */
async function nobodyLeft(story: Story, { giveUpAtMs, pagedRepId, actions }: OfferDecision & { decision: 'nobody' }): Promise<void> {
  if (pagedRepId) story.offeredTo(pagedRepId); // who is paged may take it, too
  story.happened({ type: 'paged', atMs: Date.now() });
  story.stage('waiting', `Nobody took it: on-call is paged. Given up at ${new Date(giveUpAtMs).toISOString()}.`);
  story.send(actions);
  if (!(await story.changedBefore(giveUpAtMs, 'given up'))) story.happened({ type: 'ended', as: 'unanswered' });
}

/** The rep has it: everybody else's message is updated, and later signals of this lead join until it closes. */
async function taken(story: Story, { signalId, closeOutAfterMs }: Pursuit): Promise<SpeedToLeadOutcome> {
  await recordTap(story, signalId);
  await story.outcomeBefore(Date.now() + closeOutAfterMs);
  return CancellationScope.nonCancellable(() => close(story, signalId));
}

/** Closes a taken episode at once; everything before it may already have been done. */
export async function settle(story: Story, signalId: string): Promise<SpeedToLeadOutcome> {
  await recordTap(story, signalId);
  return close(story, signalId);
}

async function recordTap(story: Story, signalId: string): Promise<void> {
  const { repId, by } = story.taken()!;
  const { episodeId, policy } = story.known();
  const state = story.state() as Extract<EpisodeState, { at: 'taken' }>;
  story.stage('taken', `${repId} took it. Later signals of this lead join until it closes.`);
  const { actions } = await ours.recordTaken({
    signalId,
    episodeId: episodeId!,
    repId,
    takenAtMs: state.takenAtMs,
    actor: by.actor,
    channel: by.channel,
    policy: policy!,
  });
  await story.allSent(); // an alert still on its way is waited for: only then can it be updated
  story.send(actions);
}

async function close(story: Story, signalId: string): Promise<SpeedToLeadOutcome> {
  const { leadId, episodeId } = story.known();
  await story.allSent();
  await keepOutcome(story);
  await ours.closeEpisode({ signalId, episodeId: episodeId!, as: 'taken', pursued: true });
  await keepOutcome(story); // one that was accepted in the last moment counts, too
  return { stage: 'taken', leadId: leadId!, repId: story.taken()!.repId };
}

async function keepOutcome(story: Story): Promise<void> {
  for (let said = story.nextOutcome(); said; said = story.nextOutcome()) {
    const { outcome, note, by } = said;
    await ours.recordOutcome({ episodeId: story.known().episodeId!, outcome, actor: by.actor, ...(note ? { note } : {}) });
  }
}

/** Ended without a taker: given up, or the facts changed and it must not be pursued any more. */
async function nobodyTookIt(story: Story, { signalId, leadId, episodeId }: Pursuit): Promise<SpeedToLeadOutcome> {
  const state = story.state();
  const as = state.at === 'ended' && state.as === 'suppressed' ? 'suppressed' : 'unanswered';
  story.stage(
    as,
    as === 'unanswered' ? 'Nobody took it: reps, manager and on-call were told.' : 'Stopped: the facts changed since it was judged.',
  );
  await story.allSent(); // an alert still on its way is waited for: only then can it be updated
  const { actions } = await ours.callOff({ signalId, episodeId, as });
  await story.perform(actions);
  return { stage: as, leadId };
}
