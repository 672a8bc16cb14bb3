import { conditionReason } from '../policy/condition-reasons.js';
import { holds, type Truth } from '../policy/cel.js';
import type { LeadFacts } from '../policy/facts.js';
import type { Policy, Trigger } from '../policy/policy.schema.js';
import { ruleFacts } from '../policy/rule-facts.js';
import type { Signal } from '../signal/signal.js';
import type { Reason } from './verdict.js';

export type TriggerMode = NonNullable<Trigger['mode']>;
export type Volume = 'high' | 'low';

export interface TriggerMatch {
  /** The play that acts on this signal, or null: the signal is recorded only. */
  matched: Trigger | null;
  mode: TriggerMode | null;
  /** Every play for this kind of signal and how it answered, in order of precedence. */
  considered: { triggerId: string; holds: Truth; reasons: Reason[] }[];
  /** Plays on trial that would have matched: they record what they would have done and never keep a live play from acting. */
  shadows: string[];
}

/**
 * How a play acts when it does not say so. High fidelity enrols when there is a lot of it and alerts a rep when there is little; low
 * fidelity waits for the weekly review, however much of it comes.
 */
export const defaultMode = (fidelity: Trigger['fidelity'], volume: Volume): TriggerMode => {
  if (fidelity === 'low') return 'review';
  return volume === 'high' ? 'enrol' : 'alert';
};

/** Highest priority first, then by id, so that the order never hangs on file names or load order. */
export const byPrecedence = (a: Trigger, b: Trigger): number => b.priority - a.priority || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** The plays that this signal could start, by type and connection alone: cheap enough to ask before any look-up. */
export const candidateTriggers = (signal: Pick<Signal, 'type' | 'connection'>, policy: Pick<Policy, 'triggers'>): Trigger[] =>
  policy.triggers
    .filter(({ on }) => on.type.includes(signal.type) && (on.connections?.includes(signal.connection) ?? true))
    .sort(byPrecedence);

interface Answer {
  trigger: Trigger;
  truth: Truth;
  /** Unknown now, and facts about the lead could still decide it. */
  mayYet: boolean;
  reasons: Reason[];
}

/** A lead is not lost for want of a fact, but nothing acts by itself on a guess: a person looks. */
const modeOnAGuess = (mode: TriggerMode): TriggerMode => (mode === 'enrol' ? 'alert' : mode);

/** Whether more facts could still decide: what the signal itself lacks will not come later. */
const mayYetHold = (missing: readonly string[], problems: readonly string[]): boolean =>
  problems.length === 0 && missing.length > 0 && missing.every((path) => /^(person|company|lead)\b/.test(path));

/**
 * Chooses the play for a signal. Of the plays whose condition holds, the first in precedence; if none holds, the first that could not be
 * judged because facts about the lead are missing, and then nothing is enrolled automatically. Plays in `shadow` stand aside from live ones.
 */
export function matchTriggers({
  signal,
  facts,
  policy,
  volume = 'low',
}: {
  signal: Signal;
  facts: LeadFacts;
  policy: Pick<Policy, 'triggers'>;
  volume?: Volume;
}): TriggerMatch {
  const view = ruleFacts({ signal, facts });
  const answers = candidateTriggers(signal, policy).map((trigger): Answer => {
    if (trigger.when === undefined) {
      const always: Reason = { code: 'trigger-always', text: `${trigger.name}: every ${signal.type} counts.`, source: 'policy' };
      return { trigger, truth: true, mayYet: false, reasons: [always] };
    }
    const answer = holds(trigger.when, view);
    const reasons = [conditionReason('trigger-condition', trigger.name, answer, facts)];
    return { trigger, truth: answer.truth, mayYet: answer.truth === 'unknown' && mayYetHold(answer.missing, answer.problems), reasons };
  });

  const live = answers.filter(({ trigger }) => trigger.mode !== 'shadow');
  const trials = answers.filter(({ trigger, truth }) => trigger.mode === 'shadow' && truth === true);
  const certain = live.find(({ truth }) => truth === true) ?? trials[0];
  const chosen = certain ?? live.find(({ mayYet }) => mayYet);
  const declared = chosen && (chosen.trigger.mode ?? defaultMode(chosen.trigger.fidelity, volume));
  return {
    matched: chosen?.trigger ?? null,
    mode: declared === undefined ? null : certain ? declared : modeOnAGuess(declared),
    considered: answers.map(({ trigger, truth, reasons }) => ({ triggerId: trigger.id, holds: truth, reasons })),
    shadows: trials.map(({ trigger }) => trigger.id),
  };
}
