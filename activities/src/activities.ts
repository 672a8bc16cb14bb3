import type { Offer, Said } from '@firstline/domain/episode/episode-state';

/** All that workflows see of activities: types only. */

/** An instruction that is stored and waits to be performed. */
export interface OrderedAction {
  key: string;
  /** Which of the four performers does it; the name is what the Temporal UI shows. */
  by: 'notifyRep' | 'writeCrm' | 'updateMessage' | 'pageOnCall';
  kind: string;
}

/** Who it is, and whose episode it belongs to. */
export type Resolved = {
  /** Content hash of the policy that this signal is judged by, from here on. */
  policy: string;
} & (
  | { kind: 'mine'; leadId: string; episodeId: string }
  | { kind: 'joined'; leadId: string; episodeId: string; ownerWorkflowId: string }
  /** No trigger asks for it, it is a provider's test, or nobody can be recognised: recorded, and that is all. */
  | { kind: 'none'; leadId?: string; because: 'no-trigger' | 'test' | 'anonymous' }
);

/** Where a workflow that is no more left a lead. */
export interface LeftOff {
  /** The last round that was offered; 0 when nobody was asked yet. */
  round: number;
  asked: string[];
  /** Once judged: what it is pursued for, and the rules that it was judged by. */
  play?: { triggerId: string; policy: string; closeOutAfterMs: number };
  takenBy?: { repId: string; atMs: number };
  /** Ordered, still wanted, and never performed. */
  actions: OrderedAction[];
}
export type TakeOver = { is: 'mine'; left: LeftOff } | { is: 'theirs'; ownerWorkflowId: string } | { is: 'closed' };

export type StopStage = 'unqualified' | 'suppressed' | 'review' | 'recorded';
export type Judgement =
  | { decision: 'pursue'; triggerId: string; closeOutAfterMs: number }
  | { decision: 'stop'; as: StopStage; because: string[] };

export interface NextOffer {
  signalId: string;
  leadId: string;
  episodeId: string;
  triggerId: string;
  policy: string;
  /** 1 for the first; one round, one offer, however often this is retried. */
  round: number;
  /** Everyone already asked in this episode. */
  asked: string[];
  preferRepId?: string;
  /** How the round before ended; its assignment is closed in the same transaction. */
  previous?: 'breached' | 'passed' | 'reassigned';
  /** Who moved it by hand, and why. */
  by?: Said;
  /** The open offer never reached its rep, since somebody moved the lead in that moment: their turn does not count. */
  untold?: boolean;
}
export type OfferDecision =
  | { decision: 'offer'; offer: Offer; territoryId?: string; then: string; actions: OrderedAction[] }
  | { decision: 'hold'; untilMs: number }
  /** The facts changed since it was judged: somebody became a customer, or asked not to be contacted. */
  | { decision: 'stop'; because: string[] }
  | { decision: 'nobody'; giveUpAtMs: number; pagedRepId?: string; actions: OrderedAction[] };

/** Qualification and routing: our own database and pure rules. */
export interface QualifyActivities {
  storeSignal(input: { inline: string; workflowId: string }): Promise<void>;
  resolveLead(input: { signalId: string; workflowId: string }): Promise<Resolved>;
  takeOverEpisode(input: { episodeId: string; signalId: string; fromWorkflowId: string; workflowId: string }): Promise<TakeOver>;
  qualify(input: { signalId: string; leadId: string; episodeId: string; policy: string }): Promise<Judgement>;
  scoreLead(input: { signalId: string; leadId: string; policy: string }): Promise<{ score: number; band: string }>;
  offerToNextRep(input: NextOffer): Promise<OfferDecision>;
  orderReminder(input: {
    signalId: string;
    episodeId: string;
    round: number;
    policy: string;
    nth: number;
  }): Promise<{ actions: OrderedAction[] }>;
  recordSnooze(input: {
    signalId: string;
    episodeId: string;
    round: number;
    untilMs: number;
    dueAtMs: number;
    actor: string;
  }): Promise<void>;
  recordTaken(input: {
    signalId: string;
    episodeId: string;
    repId: string;
    takenAtMs: number;
    actor: string;
    channel: string;
    policy: string;
  }): Promise<{ actions: OrderedAction[] }>;
  recordOutcome(input: { episodeId: string; outcome: string; note?: string; actor: string }): Promise<void>;
  /** Ends a pursuit that nobody took: messages updated, ordered actions withheld, tasks closed, the rep's turn credited back, the episode closed. */
  callOff(input: {
    signalId: string;
    episodeId?: string;
    as: 'cancelled' | 'unanswered' | 'suppressed';
  }): Promise<{ actions: OrderedAction[] }>;
  /** `pursued`: later signals that joined are part of it; otherwise they are handed back to be judged, and the episode stays open. */
  closeEpisode(input: {
    signalId: string;
    episodeId: string;
    as: string;
    pursued: boolean;
    because?: string[];
  }): Promise<{ closed: boolean; joined: string[] }>;
  finishSignal(input: { signalId: string; stage: string; because?: string[] }): Promise<void>;
}

/** Reads from vendors, for qualification. */
export interface LookupActivities {
  completeSignal(input: { signalId: string }): Promise<void>;
  enrichLead(input: { signalId: string; leadId: string; policy: string }): Promise<{ missing: string[] }>;
}

export interface Performed {
  state: 'done' | 'withheld';
}
/** Execution: one effect each, told apart by name so that the history reads as a story. */
export interface ActActivities {
  notifyRep(input: { actionKey: string }): Promise<Performed>;
  writeCrm(input: { actionKey: string }): Promise<Performed>;
  updateMessage(input: { actionKey: string }): Promise<Performed>;
  pageOnCall(input: { actionKey: string }): Promise<Performed>;
}

export interface DeadLetterActivities {
  parkAction(input: {
    actionKey: string;
    workflowId: string;
    signalId: string;
    leadId: string;
    kind: string;
    errorCode: string;
    errorText: string;
  }): Promise<{ retryAfterMs: number[]; pageAfterMs: number }>;
  noteRetry(input: {
    actionKey: string;
    state: 'waiting' | 'retrying' | 'paged';
    tries: number;
    nextTryAtMs?: number;
    errorCode?: string;
    errorText?: string;
  }): Promise<void>;
  orderPage(input: { actionKey: string; tries: number }): Promise<{ actions: OrderedAction[] }>;
  endDeadLetter(input: { actionKey: string; as: 'healed' | 'discarded'; by: string; because?: string }): Promise<void>;
}

export interface RetentionActivities {
  deleteExpired(): Promise<{ signals: number; timelineEntries: number; rawPayloads: number; more: boolean }>;
}

export type Activities = QualifyActivities & LookupActivities & ActActivities & DeadLetterActivities & RetentionActivities;
