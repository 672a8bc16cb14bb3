import { ApplicationFailure } from '@temporalio/common';
import type { Acknowledge, By, Reassign, RecordOutcome, Snooze } from './contract.js';

/*
 * What people ask for comes from the console, from Slack, and as JSON that somebody types into the Temporal UI: it is read before it is believed.
 * Each reader runs as the update's validator, where a throw refuses the update and leaves no trace; in a handler it would stop the whole story.
 */

const outcomes: readonly RecordOutcome['outcome'][] = ['meeting-booked', 'reached', 'no-answer', 'bad-fit', 'bad-data', 'won', 'lost'];
const channels: readonly By['channel'][] = ['console', 'slack', 'email', 'sms', 'api', 'temporal'];
/** The API allows two weeks; somebody who types a year into the Temporal UI has mistyped it. */
const longestSnoozeMs = 31 * 86_400_000;

export function readAcknowledge(given: unknown): Acknowledge {
  const asked = fieldsOf(given);
  return { repId: idIn(asked, 'repId'), by: byOf(asked) };
}

export function readReassign(given: unknown): Reassign {
  const asked = fieldsOf(given);
  const as = asked['as'] ?? 'reassigned';
  if (as !== 'passed' && as !== 'reassigned') throw refused('as must be "passed" or "reassigned"');
  const toRepId = asked['toRepId'] == null ? undefined : idIn(asked, 'toRepId');
  return { as, because: wordsIn(asked, 'because') ?? 'no reason given', by: byOf(asked), ...(toRepId === undefined ? {} : { toRepId }) };
}

export function readSnooze(given: unknown, nowMs: number): Snooze {
  const asked = fieldsOf(given);
  const { untilMs } = asked;
  if (typeof untilMs !== 'number' || !Number.isFinite(untilMs)) throw refused('untilMs must be an instant in milliseconds since 1970');
  if (untilMs > nowMs + longestSnoozeMs) throw refused('a lead can be put off for 31 days at most');
  return { untilMs: Math.round(untilMs), by: byOf(asked) };
}

export function readOutcome(given: unknown): RecordOutcome {
  const asked = fieldsOf(given);
  const outcome = outcomes.find((each) => each === asked['outcome']);
  if (!outcome) throw refused(`outcome must be one of ${outcomes.join(', ')}`);
  const note = wordsIn(asked, 'note');
  return { outcome, by: byOf(asked), ...(note === undefined ? {} : { note }) };
}

type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(given: unknown): Fields {
  if (given === null || typeof given !== 'object' || Array.isArray(given))
    throw refused('give one JSON object, such as {"repId": "ana-duarte"}');
  return given as Fields;
}

function idIn(asked: Fields, name: string): string {
  const id = asked[name];
  if (typeof id !== 'string' || !/^[\w.:@-]{1,60}$/.test(id)) throw refused(`${name} must be the id of a team member, such as ana-duarte`);
  return id;
}

/** Bounded: it is kept in the history and in the timeline. */
export function wordsIn(asked: Fields, name: string): string | undefined {
  const words = asked[name];
  if (words == null || words === '') return undefined;
  if (typeof words !== 'string') throw refused(`${name} must be text`);
  return words.slice(0, 2_000);
}

/** Whoever types an update into the Temporal UI need not say so. */
function byOf(asked: Fields): By {
  if (asked['by'] == null) return { actor: 'operator', channel: 'temporal' };
  const by = fieldsOf(asked['by']);
  return {
    actor: wordsIn(by, 'actor')?.slice(0, 200) ?? 'operator',
    channel: channels.find((each) => each === by['channel']) ?? 'temporal',
  };
}

export const refused = (why: string): ApplicationFailure => ApplicationFailure.nonRetryable(why, 'REQUEST_INVALID');
