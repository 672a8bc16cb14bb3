import type { AlertInstruction } from '@firstline/domain/actions/instruction';
import type { LeadFacts } from '@firstline/domain/policy/facts';
import type { Trigger } from '@firstline/domain/policy/policy.schema';
import { renderText } from '@firstline/domain/policy/text-template';
import { ruleFacts } from '@firstline/domain/policy/rule-facts';
import { ageInWords } from '@firstline/domain/policy/words';
import type { Signal } from '@firstline/domain/signal/signal';
import type { SignalType } from '@firstline/domain/signal/signal-types';
import { signalInWords } from '@firstline/domain/signal/signal-words';
import { displayName } from '../leads/display-name.js';

/** What an alert shows of the past: enough to open a conversation with. */
const shownReasons = 4;
const shownHistory = 5;

export interface AlertFacts {
  facts: LeadFacts;
  signal: Signal;
  trigger: Trigger;
  score: { score: number; band: string; reasons: string[] };
}

export type AlertContent = Pick<
  AlertInstruction,
  'who' | 'why' | 'score' | 'scoreBand' | 'reasons' | 'history' | 'firstWords' | 'advice' | 'email' | 'phone'
>;

/** Who, why now, what to say: the same in every channel, which only lays it out. */
export function alertContent({ facts, signal, trigger, score }: AlertFacts): AlertContent {
  const { person, company } = facts;
  const view = ruleFacts({ signal, facts });
  const role = [person.title, company.name].filter(Boolean).join(' at ');
  return {
    who: role ? `${displayName(person)}, ${role}` : displayName(person),
    why: renderText(trigger.why, view).text,
    score: score.score,
    scoreBand: score.band,
    reasons: score.reasons.slice(0, shownReasons),
    history: facts.recentSignals.slice(0, shownHistory).map(({ type, atMs }) => inWords(type, atMs, Date.parse(signal.receivedAt))),
    ...(trigger.firstWords ? { firstWords: renderText(trigger.firstWords, view).text } : {}),
    ...adviceOf(trigger),
    ...(person.email ? { email: person.email } : {}),
    ...(person.phone ? { phone: person.phone } : {}),
  };
}

/** "A page is viewed, 2 days ago": a list of past events as the rep would say it. */
const inWords = (type: SignalType, atMs: number, nowMs: number): string => {
  const event = signalInWords[type];
  return `${event.charAt(0).toUpperCase()}${event.slice(1)}, ${ageInWords(atMs, nowMs)}`;
};

/** What the play tells the rep to mind, beside the words to begin with. */
function adviceOf({ actions }: Trigger): { advice?: string } {
  const notify = actions.find((step) => step.do === 'notify.rep');
  return notify?.do === 'notify.rep' && notify.say ? { advice: notify.say } : {};
}
