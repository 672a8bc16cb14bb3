import type { LeftOff, OrderedAction, Resolved } from '@firstline/activities/activities';
import { next, type EpisodeEvent, type EpisodeState } from '@firstline/domain/episode/episode-state';
import { layerOf, type Stage } from '@firstline/domain/signal/stage';
import { condition, setCurrentDetails, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import { performer } from '../performing.js';
import {
  layerAttribute,
  repAttribute,
  scoreBandAttribute,
  stageAttribute,
  territoryAttribute,
  triggerAttribute,
} from '../search-attributes/contract.js';
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
import { readAcknowledge, readOutcome, readReassign, readSnooze } from './requests.js';

/** A snooze that was granted, still to be written down. */
interface Granted {
  round: number;
  untilMs: number;
  dueAtMs: number;
  actor: string;
}

const minute = (atMs: number): string => `${new Date(atMs).toISOString().slice(11, 16)} UTC`;

/** What one running workflow knows; every change of state goes through `happened`. */
export function openStory(input: SpeedToLeadInput) {
  let state: EpisodeState = { at: 'deciding' };
  let leadId: string | undefined;
  let policy: string | undefined;
  let episodeId: string | undefined;
  let ours = false;
  let triggerId: string | undefined;
  let joined = 0;
  let taken: Acknowledge | undefined;
  let outcome: RecordOutcome | undefined;
  let roundsBefore = 0;
  const asked: string[] = [];
  const snoozes: Granted[] = [];
  const inFlight = new Set<Promise<void>>();

  const happened = (event: EpisodeEvent): EpisodeState => {
    state = next(state, event);
    return state;
  };
  const over = (): boolean => state.at === 'taken' || state.at === 'ended';
  const holder = (): string | undefined => (state.at === 'offered' ? state.offer.repId : state.at === 'taken' ? state.repId : undefined);

  const acknowledge = (request: Acknowledge): Answer => {
    if (state.at === 'taken')
      return state.repId === request.repId
        ? { accepted: true, repId: state.repId }
        : { accepted: false, because: 'taken', repId: state.repId };
    if (state.at === 'ended') return { accepted: false, because: 'over' };
    if (asked.length === 0) return { accepted: false, because: 'not-offered-yet' };
    // Whoever was asked in this episode may still take it, also after the next rep was asked.
    if (!asked.includes(request.repId))
      return { accepted: false, because: 'not-offered-to-you', ...(holder() ? { repId: holder()! } : {}) };
    taken = request;
    happened({ type: 'acknowledged', repId: request.repId, atMs: Date.now() });
    return { accepted: true, repId: request.repId };
  };
  const reassign = (request: Reassign): Answer => {
    if (state.at === 'taken') return { accepted: false, because: 'taken', repId: state.repId };
    if (state.at === 'ended') return { accepted: false, because: 'over' };
    if (state.at === 'deciding') return { accepted: false, because: 'not-offered-yet' };
    if (request.as === 'passed' && holder() !== request.by.actor)
      return { accepted: false, because: 'not-offered-to-you', ...(holder() ? { repId: holder()! } : {}) };
    const by = { actor: request.by.actor, because: request.because };
    happened({ type: 'reassigned', because: request.as, by, ...(request.toRepId ? { preferRepId: request.toRepId } : {}) });
    return { accepted: true, ...(request.toRepId ? { repId: request.toRepId } : {}) };
  };
  const snooze = (request: Snooze): Answer => {
    if (state.at === 'taken') return { accepted: false, because: 'taken', repId: state.repId };
    if (state.at === 'ended') return { accepted: false, because: 'over' };
    if (state.at !== 'offered') return { accepted: false, because: 'not-offered-yet' };
    const { untilMs, by } = request;
    const { repId, round } = state.offer;
    const snoozed = happened({ type: 'snoozed', untilMs, atMs: Date.now() });
    if (snoozed.at === 'offered') snoozes.push({ round, untilMs, dueAtMs: snoozed.offer.dueAtMs, actor: by.actor });
    return { accepted: true, repId };
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
  setHandler(acknowledgeUpdate, (request) => acknowledge(readAcknowledge(request)), {
    validator: (request) => void readAcknowledge(request),
  });
  setHandler(reassignUpdate, (request) => reassign(readReassign(request)), { validator: (request) => void readReassign(request) });
  setHandler(snoozeUpdate, (request) => snooze(readSnooze(request, Date.now())), {
    validator: (request) => void readSnooze(request, Date.now()),
  });
  const record = (request: RecordOutcome): Answer => {
    if (state.at !== 'taken') return { accepted: false, because: state.at === 'ended' ? 'over' : 'not-taken' };
    outcome = request;
    return { accepted: true, repId: state.repId };
  };
  setHandler(recordOutcomeUpdate, (request) => record(readOutcome(request)), { validator: (request) => void readOutcome(request) });
  setHandler(joinEpisodeSignal, () => {
    joined += 1;
  });

  const playing = (trigger: string): void => {
    triggerId = trigger;
    upsertSearchAttributes([{ key: triggerAttribute, value: trigger }]);
  };

  const perform = performer(() => ({
    signalId: input.signalId,
    leadId: leadId ?? '',
    policy: policy ?? '',
    lane: input.lane,
    receivedAtMs: input.receivedAtMs,
  }));

  return {
    happened,
    over,
    asked,
    state: (): EpisodeState => state,
    taken: (): Acknowledge | undefined => taken,
    /** What came of the lead, once; a later word replaces one that was not written down yet. */
    nextOutcome(): RecordOutcome | undefined {
      const said = outcome;
      outcome = undefined;
      return said;
    },
    /** `episodeId` only if it is ours: a signal that joined must never end somebody else's. */
    known: () => ({ leadId, policy, triggerId, ...(ours ? { episodeId } : {}) }),
    nextSnooze: (): Granted | undefined => snoozes.shift(),
    isAbout(resolved: Resolved): void {
      leadId = resolved.leadId;
      policy = resolved.policy;
      if (resolved.kind === 'none') return;
      episodeId = resolved.episodeId;
      ours = resolved.kind === 'mine';
    },
    /** Goes on where a workflow that is no more left off. */
    takesOver({ round, asked: before, play, takenBy }: LeftOff): void {
      ours = true;
      roundsBefore = round;
      asked.push(...before);
      if (play) {
        policy = play.policy; // the rules that the lead was judged by
        playing(play.triggerId);
      }
      if (!takenBy) return;
      taken = { repId: takenBy.repId, by: { actor: takenBy.repId, channel: 'temporal' } };
      happened({ type: 'acknowledged', repId: takenBy.repId, atMs: takenBy.atMs });
    },
    roundsBefore: (): number => roundsBefore,
    playing,
    scored: (band: string): void => upsertSearchAttributes([{ key: scoreBandAttribute, value: band }]),
    offeredTo(repId: string, territoryId?: string): void {
      if (!asked.includes(repId)) asked.push(repId);
      upsertSearchAttributes([
        { key: repAttribute, value: repId },
        ...(territoryId ? [{ key: territoryAttribute, value: territoryId }] : []),
      ]);
    },
    /** What the Temporal UI shows: the stage as search attributes, the rest as a sentence. */
    stage(stage: Stage, sentence: string): void {
      upsertSearchAttributes([
        { key: stageAttribute, value: stage },
        { key: layerAttribute, value: layerOf(stage) },
      ]);
      setCurrentDetails(sentence);
    },
    says: setCurrentDetails,
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
     * @returns false when the time ran out: the caller reports that as an input. A tap in the very same moment counts as a change.
     */
    async changedBefore(atMs: number, what: string): Promise<boolean> {
      const seen = state;
      await condition(() => state !== seen, Math.max(1, atMs - Date.now()), { summary: `${what} at ${minute(atMs)}` });
      return state !== seen;
    },
    async outcomeBefore(atMs: number): Promise<void> {
      await condition(() => outcome !== undefined, Math.max(1, atMs - Date.now()), { summary: `closes at ${minute(atMs)}` });
    },
  };
}
export type Story = ReturnType<typeof openStory>;
