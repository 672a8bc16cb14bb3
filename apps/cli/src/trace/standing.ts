import type { CurrentAssignment, LeadDetail } from '@firstline/domain/api/leads.schema';
import type { TimelineItem } from '@firstline/domain/api/story.schema';
import { asSentence } from '@firstline/domain/policy/words';

import { clock, span, whenOf } from '../screen/times.js';
import type { Story } from './story.js';

/** Where a signal is this moment, and what happens next if nobody does anything. */
export interface Standing {
  now: string;
  next: Next[];
  /** Of an offer: milliseconds left, negative when it is past due. */
  leftMs?: number;
}

/** What comes, and when where that is known. */
export interface Next {
  at?: string;
  text: string;
}
const soon = (text: string): Next => ({ text });

/** On the way through, steps take milliseconds: whoever is still there after this is stuck. */
const ON_THE_WAY_MS = 30_000;

export function standingOf(story: Story, nowMs: number): Standing {
  const { signal, lead } = story;
  switch (signal.stage) {
    case 'received':
      return signal.startedAt === null
        ? { now: 'Stored; its workflow is not started yet.', next: [soon('The relay starts it within seconds once Temporal answers.')] }
        : {
            now: 'Its workflow is started and waits for a worker.',
            next: [soon(stuck(story, nowMs) ?? 'A worker takes it up within milliseconds.')],
          };
    case 'resolving':
    case 'enriching':
    case 'qualifying':
    case 'routing':
    case 'acting':
      return { now: `On its way: ${signal.stage}.`, next: [soon(stuck(story, nowMs) ?? 'This takes milliseconds; --follow shows it.')] };
    case 'waiting':
      return lead?.assignment ? waiting(story, lead, lead.assignment, nowMs) : nobodyIsAsked(story, nowMs);
    case 'held': {
      const untilMs = instantIn(latest(signal.timeline, 'held'), 'untilMs');
      return {
        now: 'Held: everybody who could take it is away.',
        next: [{ ...(untilMs === undefined ? {} : { at: whenOf(untilMs, nowMs) }), text: 'The next shift begins, and it is offered.' }],
      };
    }
    case 'taken':
      return {
        now: takenWords(story),
        next: lead?.episode?.open ? [soon('Later signals of this lead join, until an outcome is recorded or it closes by itself.')] : [],
      };
    case 'merged':
      return {
        now: 'It joined the open episode of this lead: one person, one pursuit.',
        next: signal.ownerSignalId ? [soon(`That story: npm run firstline -- trace ${signal.ownerSignalId}`)] : [],
      };
    case 'unanswered':
    case 'unqualified':
    case 'suppressed':
    case 'review':
    case 'recorded':
    case 'cancelled':
    case 'failed':
      return { now: ended(story), next: afterwards[signal.stage].map(soon) };
  }
}

const afterwards = {
  unanswered: ['Reps, manager and on-call were told. A new signal of this lead begins a new pursuit.'],
  unqualified: [],
  suppressed: [],
  review: ['It waits in the list for the weekly review; nobody is alerted.'],
  recorded: [],
  cancelled: [],
  failed: ['Look at its workflow: what failed is its last event. Codes: docs/failure-codes.md'],
} satisfies Record<string, string[]>;

const ended = ({ signal: { stage, endedBecause } }: Story): string =>
  `Ended as ${stage}${endedBecause ? `: ${asSentence(endedBecause)}` : '.'}`;

function waiting(story: Story, lead: LeadDetail, assignment: CurrentAssignment, nowMs: number): Standing {
  const { rep, kind, round, offeredAt, remindAt, dueAt } = assignment;
  const dueMs = Date.parse(dueAt);
  const leftMs = dueMs - nowMs;
  const whole = span(dueMs - Date.parse(offeredAt));
  const time = leftMs > 0 ? `${clock(leftMs)} left of ${whole}` : `past due by ${clock(-leftMs)}`;
  const reminderMs = remindAt === null ? undefined : Date.parse(remindAt);
  const next =
    leftMs > 0 ? [] : [soon('The time is up: a worker should have gone on. npm run firstline -- doctor says what is in the way.')];
  if (reminderMs !== undefined && reminderMs > nowMs) next.push({ at: whenOf(reminderMs, nowMs), text: `${rep.name} is reminded.` });
  next.push({ at: whenOf(dueMs, nowMs), text: afterThis(story, lead, assignment) });
  return { now: `${rep.name}${kind === 'manager' ? ' (manager)' : ''} is asked, round ${round}: ${time}.`, next, leftMs };
}

function afterThis({ trigger }: Story, lead: LeadDetail, { kind, round }: CurrentAssignment): string {
  if (kind === 'manager') return `On-call is paged${trigger ? `; given up ${span(trigger.sla.giveUpAfterMs)} later` : ''}.`;
  const asked = new Set(lead.assignments.filter((one) => one.kind === 'rep').map(({ rep }) => rep.id)).size || round;
  if (trigger && asked < trigger.sla.reps) return `The next rep is asked; when nobody else can take it, the manager.`;
  return 'The manager is asked.';
}

function nobodyIsAsked({ signal }: Story, nowMs: number): Standing {
  const giveUpAtMs = instantIn(latest(signal.timeline, 'paged'), 'giveUpAtMs');
  return {
    now: 'Everybody in line was asked, and on-call is paged. Whoever takes it first has it.',
    next: giveUpAtMs === undefined ? [] : [{ at: whenOf(giveUpAtMs, nowMs), text: 'It ends as unanswered.' }],
  };
}

function takenWords({ signal, lead }: Story): string {
  const offer = lead?.assignments.findLast(({ endedAs, episodeId }) => endedAs === 'taken' && episodeId === signal.episodeId);
  if (!offer?.endedAt) return ended({ signal } as Story);
  const sinceReceived = span(Date.parse(offer.endedAt) - Date.parse(signal.receivedAt));
  return `${offer.rep.name} took it, ${span(Date.parse(offer.endedAt) - Date.parse(offer.offeredAt))} after the offer and ${sinceReceived} after it arrived.`;
}

function stuck({ signal }: Story, nowMs: number): string | undefined {
  const forMs = nowMs - Date.parse(signal.stageAt);
  return forMs < ON_THE_WAY_MS
    ? undefined
    : `It has been here for ${span(forMs)}, which is too long. npm run firstline -- doctor says what is in the way.`;
}

export const latest = (timeline: readonly TimelineItem[], step: string): TimelineItem | undefined =>
  timeline.findLast((entry) => entry.step === step);

function instantIn(entry: TimelineItem | undefined, field: string): number | undefined {
  const value = (entry?.data as Record<string, unknown> | null | undefined)?.[field];
  return typeof value === 'number' ? value : undefined;
}
