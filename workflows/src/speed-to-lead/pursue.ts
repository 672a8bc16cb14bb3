import type { OfferDecision, QualifyActivities } from '@firstline/activities/activities';
import type { EpisodeState } from '@firstline/domain/episode/episode-state';
import { proxyLocalActivities } from '@temporalio/workflow';
import { record } from '../activity-options.js';
import type { SpeedToLeadOutcome } from './contract.js';
import type { Story } from './story.js';

const ours = proxyLocalActivities<QualifyActivities>(record);

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
  for (let round = story.roundsBefore() + 1; !story.over(); round++) {
    const before = story.state();
    const decision = await ours.offerToNextRep({ ...pursuit, round, asked: [...story.asked], ...howTheLastRoundEnded(before) });
    if (story.over() || story.state() !== before) {
      // Somebody tapped, passed or moved it while we were choosing: the offer just made is closed by the next step.
      if (decision.decision === 'offer') story.offeredTo(decision.offer.repId);
      if (story.over()) break;
      continue;
    }
    if (decision.decision === 'offer') await offered(story, pursuit, decision);
    else if (decision.decision === 'stop') story.happened({ type: 'ended', as: 'suppressed' });
    else if (decision.decision === 'hold') round = await held(story, decision.untilMs, round);
    else await nobodyLeft(story, decision);
  }
  if (story.state().at === 'taken') return taken(story, pursuit);
  await story.allSent();
  return nobodyTookIt(story, pursuit);
}

const howTheLastRoundEnded = (state: EpisodeState): { previous?: 'breached' | 'passed' | 'reassigned'; preferRepId?: string } =>
  state.at === 'between' ? { previous: state.because, ...(state.preferRepId ? { preferRepId: state.preferRepId } : {}) } : {};

/** One rep's turn: alert, remind, and report when the time is up. */
async function offered(story: Story, { signalId, episodeId, policy }: Pursuit, { offer, then, actions }: OfferDecision & { decision: 'offer' }): Promise<void> {
  story.offeredTo(offer.repId);
  story.happened({ type: 'offered', offer });
  story.stage('waiting', `Waiting for ${offer.repId} until ${new Date(offer.dueAtMs).toISOString()}, then ${then}.`);
  story.send(actions);

  for (let state = story.state(); state.at === 'offered' && state.offer.round === offer.round; state = story.state()) {
    const { remindAtMs, dueAtMs } = state.offer;
    const remindFirst = !state.reminded && remindAtMs !== undefined && remindAtMs < dueAtMs;
    const changed = remindFirst
      ? await story.changedBefore(remindAtMs, `reminds ${offer.repId}`)
      : await story.changedBefore(dueAtMs, `${then} takes over`);
    if (changed) {
      const now = story.state();
      for (let snooze = story.nextSnooze(); snooze && now.at === 'offered'; snooze = story.nextSnooze())
        await ours.recordSnooze({ signalId, episodeId, round: offer.round, untilMs: snooze.untilMs, dueAtMs: now.offer.dueAtMs, actor: snooze.by.actor });
    } else if (remindFirst) {
      story.happened({ type: 'remindDue' });
      const { actions: reminders } = await ours.orderReminder({ signalId, episodeId, round: offer.round, policy });
      story.send(reminders);
    } else {
      story.happened({ type: 'timedOut' });
    }
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
async function nobodyLeft(story: Story, { giveUpAtMs, actions }: OfferDecision & { decision: 'nobody' }): Promise<void> {
  story.happened({ type: 'paged', atMs: Date.now() });
  story.stage('waiting', `Nobody took it: on-call is paged. Given up at ${new Date(giveUpAtMs).toISOString()}.`);
  story.send(actions);
  if (!(await story.changedBefore(giveUpAtMs, 'given up'))) story.happened({ type: 'ended', as: 'unanswered' });
}

/** The rep has it: everybody else's message is updated, and later signals of this lead join until it closes. */
async function taken(story: Story, { signalId, closeOutAfterMs }: Pursuit): Promise<SpeedToLeadOutcome> {
  await recordTap(story, signalId);
  if (await story.outcomeBefore(Date.now() + closeOutAfterMs)) {
    const { outcome, note, by } = story.outcome()!;
    await ours.recordOutcome({ episodeId: story.known().episodeId!, outcome, actor: by.actor, ...(note ? { note } : {}) });
  }
  return close(story, signalId);
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
  await ours.closeEpisode({ signalId, episodeId: episodeId!, as: 'taken', pursued: true });
  return { stage: 'taken', leadId: leadId!, repId: story.taken()!.repId };
}

/** Ended without a taker: given up, or the facts changed and it must not be pursued any more. */
async function nobodyTookIt(story: Story, { signalId, leadId, episodeId }: Pursuit): Promise<SpeedToLeadOutcome> {
  const state = story.state();
  const as = state.at === 'ended' && state.as === 'suppressed' ? 'suppressed' : 'unanswered';
  story.stage(as, as === 'unanswered' ? 'Nobody took it: reps, manager and on-call were told.' : 'Stopped: the facts changed since it was judged.');
  const { actions } = await ours.callOff({ signalId, episodeId, as });
  await story.perform(actions);
  return { stage: as, leadId };
}
