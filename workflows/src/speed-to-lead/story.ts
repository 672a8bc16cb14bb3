import type { OrderedAction, Resolved } from '@firstline/activities/activities';
import { next, type EpisodeEvent, type EpisodeState } from '@firstline/domain/episode/episode-state';
import { layerOf, type Stage } from '@firstline/domain/signal/stage';
import { condition, setCurrentDetails, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import { performer } from '../performing.js';
import { layerAttribute, repAttribute, stageAttribute, triggerAttribute } from '../search-attributes/contract.js';
import {
  acknowledgeUpdate,
  joinEpisodeSignal,
  reassignUpdate,
  recordOutcomeUpdate,
  snoozeUpdate,
  statusQuery,
  type Acknowledge,
  type Answer,
  type Reassign,
  type RecordOutcome,
  type Snooze,
  type SpeedToLeadInput,
} from './contract.js';

const minute = (atMs: number): string => `${new Date(atMs).toISOString().slice(11, 16)} UTC`;

/** What one running workflow knows; every change of state goes through `happened`. */
export function openStory(input: SpeedToLeadInput) {
  let state: EpisodeState = { at: 'deciding' };
  let leadId: string | undefined;
  let policy: string | undefined;
  let episodeId: string | undefined;
  let triggerId: string | undefined;
  let joined = 0;
  let taken: Acknowledge | undefined;
  let outcome: RecordOutcome | undefined;
  let roundsBefore = 0;
  const asked: string[] = [];
  const snoozes: Snooze[] = [];
  const inFlight = new Set<Promise<void>>();

  const happened = (event: EpisodeEvent): EpisodeState => {
    state = next(state, event);
    return state;
  };
  const over = (): boolean => state.at === 'taken' || state.at === 'ended';
  const holder = (): string | undefined => (state.at === 'offered' ? state.offer.repId : state.at === 'taken' ? state.repId : undefined);

  const acknowledge = (request: Acknowledge): Answer => {
    if (state.at === 'taken') return state.repId === request.repId ? { accepted: true, repId: state.repId } : { accepted: false, because: 'taken', repId: state.repId };
    if (state.at === 'ended') return { accepted: false, because: 'over' };
    if (asked.length === 0) return { accepted: false, because: 'not-offered-yet' };
    // Whoever was asked in this episode may still take it, also after the next rep was asked.
    if (!asked.includes(request.repId)) return { accepted: false, because: 'not-offered-to-you', ...(holder() ? { repId: holder()! } : {}) };
    taken = request;
    happened({ type: 'acknowledged', repId: request.repId, atMs: Date.now() });
    return { accepted: true, repId: request.repId };
  };
  const reassign = (request: Reassign): Answer => {
    if (state.at === 'taken') return { accepted: false, because: 'taken', repId: state.repId };
    if (state.at === 'ended') return { accepted: false, because: 'over' };
    if (state.at === 'deciding') return { accepted: false, because: 'not-offered-yet' };
    if (request.as === 'passed' && holder() !== request.by.actor) return { accepted: false, because: 'not-offered-to-you', ...(holder() ? { repId: holder()! } : {}) };
    happened({ type: 'reassigned', because: request.as, ...(request.toRepId ? { preferRepId: request.toRepId } : {}) });
    return { accepted: true, ...(request.toRepId ? { repId: request.toRepId } : {}) };
  };
  const snooze = (request: Snooze): Answer => {
    if (state.at === 'taken') return { accepted: false, because: 'taken', repId: state.repId };
    if (state.at === 'ended') return { accepted: false, because: 'over' };
    if (state.at !== 'offered') return { accepted: false, because: 'not-offered-yet' };
    snoozes.push(request);
    happened({ type: 'snoozed', untilMs: request.untilMs, atMs: Date.now() });
    return { accepted: true, repId: state.offer.repId };
  };

  // Set before the first step, so that nothing sent early is lost.
  setHandler(statusQuery, () => ({
    signalId: input.signalId,
    state,
    asked: [...asked],
    joined,
    ...(leadId ? { leadId } : {}),
    ...(episodeId ? { episodeId } : {}),
    ...(triggerId ? { triggerId } : {}),
    ...(policy ? { policy } : {}),
  }));
  setHandler(acknowledgeUpdate, acknowledge);
  setHandler(reassignUpdate, reassign);
  setHandler(snoozeUpdate, snooze);
  setHandler(recordOutcomeUpdate, (request) => {
    if (state.at !== 'taken') return { accepted: false, because: state.at === 'ended' ? 'over' : 'not-taken' };
    outcome = request;
    return { accepted: true, repId: state.repId };
  });
  setHandler(joinEpisodeSignal, () => {
    joined += 1;
  });

  const perform = performer(() => ({ signalId: input.signalId, leadId: leadId ?? '', policy: policy ?? '', lane: input.lane, receivedAtMs: input.receivedAtMs }));

  return {
    happened,
    over,
    asked,
    state: (): EpisodeState => state,
    taken: (): Acknowledge | undefined => taken,
    outcome: (): RecordOutcome | undefined => outcome,
    known: () => ({ leadId, episodeId, policy, triggerId }),
    nextSnooze: (): Snooze | undefined => snoozes.shift(),
    isAbout(resolved: Resolved): void {
      leadId = resolved.leadId;
      policy = resolved.policy;
      if (resolved.kind !== 'none') episodeId = resolved.episodeId;
    },
    /** Goes on where a workflow that is no more left off. */
    takesOver(from: { round: number; asked: string[] }): void {
      roundsBefore = from.round;
      asked.push(...from.asked);
    },
    roundsBefore: (): number => roundsBefore,
    playing(trigger: string): void {
      triggerId = trigger;
      upsertSearchAttributes([{ key: triggerAttribute, value: trigger }]);
    },
    offeredTo(repId: string): void {
      if (!asked.includes(repId)) asked.push(repId);
      upsertSearchAttributes([{ key: repAttribute, value: repId }]);
    },
    /** What the Temporal UI shows: the stage as search attributes, the rest as a sentence. */
    stage(stage: Stage, sentence: string): void {
      upsertSearchAttributes([
        { key: stageAttribute, value: stage },
        { key: layerAttribute, value: layerOf(stage) },
      ]);
      setCurrentDetails(sentence);
    },
    /** Starts sending and goes on: a slow message service must not stop the clock. */
    send(actions: OrderedAction[]): void {
      const sending: Promise<void> = perform(actions).finally(() => inFlight.delete(sending));
      inFlight.add(sending);
    },
    perform,
    /** All messages that were on their way have arrived, failed, or were parked. */
    async allSent(): Promise<void> {
      while (inFlight.size > 0) await Promise.all(inFlight);
    },
    /**
     * Waits for the state to change, at most until `atMs`.
     * @returns false when the time ran out: the caller reports that as an input
     */
    async changedBefore(atMs: number, what: string): Promise<boolean> {
      const seen = state;
      return condition(() => state !== seen, Math.max(1, atMs - Date.now()), { summary: `${what} at ${minute(atMs)}` });
    },
    outcomeBefore: (atMs: number): Promise<boolean> => condition(() => outcome !== undefined, Math.max(1, atMs - Date.now()), { summary: `closes at ${minute(atMs)}` }),
  };
}
export type Story = ReturnType<typeof openStory>;
