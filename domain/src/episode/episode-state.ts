import { impossible } from '../wire.js';

/** A person an offer was made to. */
export interface Offer {
  repId: string;
  kind: 'rep' | 'manager';
  round: number;
  assignmentId: string;
  dueAtMs: number;
  remindAtMs?: number;
}

/**
 * One pursuit of a lead, as its workflow holds it. Fields belong to the state that has them:
 * there is no `takenAtMs` on a lead that nobody took.
 */
export type EpisodeState =
  | { at: 'deciding' }
  | { at: 'offered'; offer: Offer; reminded: boolean }
  | { at: 'between'; because: 'breached' | 'passed' | 'reassigned'; round: number; preferRepId?: string; by?: Said }
  | { at: 'held'; untilMs: number; round: number }
  | { at: 'paged'; round: number; sinceMs: number }
  | { at: 'taken'; repId: string; takenAtMs: number; round: number }
  | { at: 'ended'; as: 'unanswered' | 'unqualified' | 'suppressed' | 'review' | 'recorded' | 'merged' | 'cancelled' };

/** Who moved it by hand, and why: told to whoever is asked next, and kept in the timeline. */
export interface Said {
  actor: string;
  because: string;
}

/** Every wait ends as one of these; the timeout is an input like a tap. */
export type EpisodeEvent =
  | { type: 'offered'; offer: Offer }
  | { type: 'allAway'; untilMs: number }
  | { type: 'paged'; atMs: number }
  | { type: 'acknowledged'; repId: string; atMs: number }
  | { type: 'remindDue' }
  | { type: 'timedOut' }
  | { type: 'reassigned'; because: 'passed' | 'reassigned'; preferRepId?: string; by?: Said }
  | { type: 'snoozed'; untilMs: number; atMs: number }
  | { type: 'shiftBegan' }
  | { type: 'ended'; as: Extract<EpisodeState, { at: 'ended' }>['as'] };

const isOver = (state: EpisodeState): boolean => state.at === 'taken' || state.at === 'ended';

export const roundOf = (state: EpisodeState): number => (state.at === 'offered' ? state.offer.round : 'round' in state ? state.round : 0);

/** Folds one event into the state; a taken or ended episode never becomes anything else. */
export function next(state: EpisodeState, event: EpisodeEvent): EpisodeState {
  if (isOver(state)) return state;
  switch (event.type) {
    case 'offered':
      return { at: 'offered', offer: event.offer, reminded: false };
    // A late tap still wins: an answered lead is worth more than a clean SLA report.
    case 'acknowledged':
      return { at: 'taken', repId: event.repId, takenAtMs: event.atMs, round: roundOf(state) };
    case 'remindDue':
      return state.at === 'offered' ? { ...state, reminded: true } : state;
    case 'timedOut':
      return state.at === 'offered' ? { at: 'between', because: 'breached', round: state.offer.round } : state;
    case 'reassigned':
      return {
        at: 'between',
        because: event.because,
        round: roundOf(state),
        ...(event.preferRepId ? { preferRepId: event.preferRepId } : {}),
        ...(event.by ? { by: event.by } : {}),
      };
    // The same rep keeps it: reminded when the snooze ends, with the time that was left when it began.
    case 'snoozed':
      return state.at === 'offered' ? { at: 'offered', reminded: false, offer: snoozed(state.offer, event.untilMs, event.atMs) } : state;
    case 'allAway':
      return { at: 'held', untilMs: event.untilMs, round: roundOf(state) };
    case 'shiftBegan':
      return state.at === 'held' ? { at: 'between', because: 'reassigned', round: state.round } : state;
    case 'paged':
      return { at: 'paged', round: roundOf(state), sinceMs: event.atMs };
    case 'ended':
      return { at: 'ended', as: event.as };
    default:
      return impossible(event);
  }
}

const snoozed = (offer: Offer, untilMs: number, atMs: number): Offer => ({
  ...offer,
  remindAtMs: untilMs,
  dueAtMs: Math.max(offer.dueAtMs, untilMs + Math.max(0, offer.dueAtMs - atMs)),
});
