import type { EpisodeState } from '@firstline/domain/episode/episode-state';
import type { Lane, SignalType } from '@firstline/domain/signal/signal-types';
import type { OnWire } from '@firstline/domain/wire';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';

export interface SpeedToLeadInput {
  signalId: string;
  connection: string;
  eventId: string;
  type: SignalType;
  lane: Lane;
  receivedAtMs: number;
  /** False: an activity fetches the lead itself first (Meta lead ads). */
  complete: boolean;
  /** Only when Postgres could not store it: the signal as JSON text rides in the (encrypted) input, and the first step writes the row. */
  inline?: string;
}
export interface SpeedToLeadOutcome {
  stage: 'taken' | 'unanswered' | 'merged' | 'unqualified' | 'suppressed' | 'review' | 'recorded' | 'cancelled';
  leadId?: string;
  repId?: string;
}
export type SpeedToLead = OnWire<SpeedToLeadInput, SpeedToLeadOutcome>;

/** The registered name. */
export const SPEED_TO_LEAD = 'speedToLead';

/** The same event twice is the same workflow, whoever starts it. */
export const speedToLeadId = (signal: { connection: string; eventId: string }): string => `signal/${signal.connection}/${signal.eventId}`;

/** Who presses the button, and where; goes to the timeline. */
export interface By {
  /** Team member, or `operator`. */
  actor: string;
  channel: 'console' | 'slack' | 'email' | 'sms' | 'api' | 'temporal';
}

/** A kind, exact answer to a tap that came too late or from the wrong person. */
export type Answer =
  | { accepted: true; repId?: string }
  | { accepted: false; because: 'taken'; repId: string }
  | { accepted: false; because: 'not-offered-to-you'; repId?: string }
  | { accepted: false; because: 'not-offered-yet' | 'over' | 'not-taken' };

export interface Acknowledge {
  repId: string;
  by: By;
}
export interface Reassign {
  /** Absent: the next rep in turn. */
  toRepId?: string;
  /** `passed` when the rep hands it on, `reassigned` when somebody else moves it. */
  as: 'passed' | 'reassigned';
  because: string;
  by: By;
}
export interface Snooze {
  untilMs: number;
  by: By;
}
export interface RecordOutcome {
  outcome: 'meeting-booked' | 'reached' | 'no-answer' | 'bad-fit' | 'bad-data' | 'won' | 'lost';
  note?: string;
  by: By;
}

export interface EpisodeStatus {
  signalId: string;
  state: EpisodeState;
  leadId?: string;
  episodeId?: string;
  triggerId?: string;
  policy?: string;
  /** Everyone this episode was offered to, in order. */
  asked: string[];
  joined: number;
}

/** Updates, not Signals: a person waits for the answer. */
export const acknowledgeUpdate = defineUpdate<Answer, [Acknowledge]>('acknowledge');
export const reassignUpdate = defineUpdate<Answer, [Reassign]>('reassign');
export const snoozeUpdate = defineUpdate<Answer, [Snooze]>('snooze');
export const recordOutcomeUpdate = defineUpdate<Answer, [RecordOutcome]>('recordOutcome');
/** A nudge: the join itself is a row, written before this is sent. */
export const joinEpisodeSignal = defineSignal<[{ signalId: string }]>('joinEpisode');
export const statusQuery = defineQuery<EpisodeStatus>('status');
