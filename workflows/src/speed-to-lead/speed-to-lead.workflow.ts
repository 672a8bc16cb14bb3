import type { LeftOff, LookupActivities, QualifyActivities, Resolved, StopStage } from '@firstline/activities/activities';
import { TemporalFailure } from '@temporalio/common';
import { CancellationScope, getExternalWorkflowHandle, isCancellation, proxyActivities, workflowInfo } from '@temporalio/workflow';
import { fetchLead, lookup } from '../activity-options.js';
import { joinEpisodeSignal, type SpeedToLead, type SpeedToLeadInput, type SpeedToLeadOutcome } from './contract.js';
import { failureOf } from '../performing.js';
import { recordActivities } from '../record-activities.js';
import { pursue, settle } from './pursue.js';
import { openStory, type Story } from './story.js';

const ours = recordActivities<QualifyActivities>();
const vendors = proxyActivities<LookupActivities>(lookup);
const source = proxyActivities<LookupActivities>(fetchLead);

/** A buyer's signal, from the moment it is stored until a person has taken the lead. */
export const speedToLead: SpeedToLead = async (input) => {
  const story = openStory(input);
  try {
    return await tell(story, input);
  } catch (error) {
    if (isCancellation(error)) return CancellationScope.nonCancellable(() => callOff(story, input));
    if (!(error instanceof TemporalFailure)) throw error; // a bug: the run is parked until the fix is deployed, and has not ended
    await CancellationScope.nonCancellable(() =>
      ours.finishSignal({ signalId: input.signalId, stage: 'failed', because: [failureOf(error).code] }),
    );
    throw error;
  }
};

async function tell(story: Story, input: SpeedToLeadInput): Promise<SpeedToLeadOutcome> {
  const { signalId } = input;
  const { workflowId } = workflowInfo();
  if (input.inline) await ours.storeSignal({ inline: input.inline, workflowId });
  if (!input.complete) await source.completeSignal({ signalId });

  const resolved = await ours.resolveLead({ signalId, workflowId });
  story.isAbout(resolved);
  if (resolved.kind === 'none') return finish(story, signalId, 'recorded', [resolved.because]);
  const { leadId, policy, episodeId } = resolved;
  if (resolved.kind === 'joined') {
    const left = await takeOver(story, resolved, signalId);
    if (!left) return finish(story, signalId, 'merged', ['joined']);
    if (left.play) return pursue(story, { signalId, leadId, episodeId, ...left.play });
  }

  story.stage('enriching', 'Asking the enrichment providers who this is.');
  await vendors.enrichLead({ signalId, leadId, policy }).catch(withoutEnrichment); // a slow vendor costs facts, never the lead
  return judge(story, { signalId, leadId, episodeId, policy });
}

/** The first signal may not be worth a call while one that joined meanwhile is: each is judged before the episode closes. */
async function judge(
  story: Story,
  lead: { signalId: string; leadId: string; episodeId: string; policy: string },
): Promise<SpeedToLeadOutcome> {
  const { signalId, leadId, policy, episodeId } = lead;
  const toJudge = [signalId];
  let own: { as: StopStage; because: string[] } | undefined;
  for (let judged = toJudge.shift(); judged !== undefined; judged = toJudge.shift()) {
    const verdict = await ours.qualify({ ...lead, signalId: judged });
    if (verdict.decision === 'pursue') {
      story.playing(verdict.triggerId);
      story.scored((await ours.scoreLead({ signalId: judged, leadId, policy })).band);
      return pursue(story, { ...lead, triggerId: verdict.triggerId, closeOutAfterMs: verdict.closeOutAfterMs });
    }
    own ??= verdict;
    if (toJudge.length > 0) continue;
    const { joined } = await ours.closeEpisode({ signalId, episodeId, ...own, pursued: false });
    toJudge.push(...joined);
  }
  return ended(story, own?.as ?? 'recorded', own?.because ?? []);
}

/**
 * Tells the owner of the lead's open episode of this signal. When the owner is gone (terminated by hand, failed), one of those
 * who notice takes over, and goes on where it left off.
 */
async function takeOver(
  story: Story,
  { episodeId, ownerWorkflowId }: Resolved & { kind: 'joined' },
  signalId: string,
): Promise<LeftOff | undefined> {
  const { workflowId } = workflowInfo();
  for (let owner = ownerWorkflowId; ;) {
    if (await hears(owner, signalId)) return undefined;
    const now = await ours.takeOverEpisode({ episodeId, signalId, fromWorkflowId: owner, workflowId });
    if (now.is === 'closed') return undefined;
    if (now.is === 'mine') {
      story.takesOver(now.left);
      story.send(now.left.actions);
      return now.left;
    }
    owner = now.ownerWorkflowId; // somebody else was faster: they are told, in case they are gone, too
  }
}

async function hears(ownerWorkflowId: string, signalId: string): Promise<boolean> {
  try {
    await getExternalWorkflowHandle(ownerWorkflowId).signal(joinEpisodeSignal, { signalId });
    return true;
  } catch (error) {
    if (isCancellation(error) || !(error instanceof TemporalFailure)) throw error;
    return false;
  }
}

async function finish(story: Story, signalId: string, stage: 'merged' | 'recorded', because: string[]): Promise<SpeedToLeadOutcome> {
  await ours.finishSignal({ signalId, stage, because });
  return ended(story, stage, because);
}

function ended(story: Story, stage: 'merged' | StopStage, because: string[]): SpeedToLeadOutcome {
  const { leadId } = story.known();
  story.happened({ type: 'ended', as: stage });
  story.stage(stage, because.length > 0 ? `Ended as ${stage}: ${because.join(', ')}.` : `Ended as ${stage}.`);
  return leadId ? { stage, leadId } : { stage };
}

/** An operator stopped it: what was sent is updated, what was ordered is withheld, what was made is closed. */
async function callOff(story: Story, { signalId }: SpeedToLeadInput): Promise<SpeedToLeadOutcome> {
  const { leadId, episodeId } = story.known();
  if (story.state().at === 'taken') return settle(story, signalId); // the lead is in good hands: only the waiting ends
  story.happened({ type: 'ended', as: 'cancelled' });
  story.stage('cancelled', 'Cancelled. Messages are being updated and open tasks closed.');
  await story.allSent(); // an alert still on its way is waited for: only then can it be updated
  const { actions } = await ours.callOff({ signalId, as: 'cancelled', ...(episodeId ? { episodeId } : {}) });
  await story.perform(actions);
  return leadId ? { stage: 'cancelled', leadId } : { stage: 'cancelled' };
}

function withoutEnrichment(error: unknown): void {
  if (isCancellation(error) || !(error instanceof TemporalFailure)) throw error;
}
