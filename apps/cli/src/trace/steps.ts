import type { ActionItem, TimelineItem, VerdictItem } from '@firstline/domain/api/story.schema';
import type { SignalDetail } from '@firstline/domain/api/signals.schema';

import { listInWords } from '@firstline/domain/policy/words';

import { span } from '../screen/times.js';

/** A line of the story, with what there is to say about it beneath. */
export interface Step {
  atMs: number;
  name: string;
  text: string;
  /** How the work itself went, where it was measured. */
  tookMs?: number | undefined;
  details: string[];
  mood: 'done' | 'waits' | 'wrong' | 'plain';
}

/** Stored decisions name people by their ids; people read names. */
export type NameOf = (repId: string) => string;

/** Timeline entries that a verdict or an action tells better. */
const verdictOf: Record<string, VerdictItem['kind']> = {
  enriched: 'enriched',
  judged: 'matched',
  scored: 'scored',
  offered: 'routed',
  held: 'routed',
};
const actionSteps: ReadonlySet<string> = new Set(['performed', 'withheld', 'parked']);

const stepOf = (entry: TimelineItem): Step => ({
  atMs: Date.parse(entry.at),
  name: entry.step,
  text: entry.text,
  tookMs: entry.tookMs ?? undefined,
  details: [],
  mood: 'plain',
});

export function ingestionSteps(signal: SignalDetail): Step[] {
  const receivedAtMs = Date.parse(signal.receivedAt);
  const entries = signal.timeline.filter(({ layer, step }) => layer === 'ingestion' && step !== 'captured').map(stepOf);
  const received: Step = {
    atMs: receivedAtMs,
    name: 'received',
    text: `${signal.type} from ${signal.connection}${signal.test ? ', a test event' : ''}`,
    details: signal.complete ? [] : ['Only ids arrived: the lead itself is still to be fetched.'],
    mood: 'done',
  };
  const started: Step =
    signal.startedAt === null
      ? { atMs: receivedAtMs, name: 'stored', text: 'safe; its workflow is not started yet', details: [], mood: 'waits' }
      : { atMs: Date.parse(signal.startedAt), name: 'started', text: signal.workflowId, details: [], mood: 'done' };
  return [received, ...entries, started];
}

export function qualificationSteps({ timeline, verdicts }: SignalDetail, nameOf: NameOf): Step[] {
  const told = new Set(verdicts.map(({ kind }) => kind));
  const own = timeline
    .filter(({ layer, step }) => layer === 'qualification' && !(verdictOf[step] && told.has(verdictOf[step])))
    .map(stepOf);
  const judged = verdicts.map((verdict): Step => {
    const entry = timeline.find(({ step }) => verdictOf[step] === verdict.kind && verdict.kind !== 'routed' && verdict.kind !== 'matched');
    return {
      atMs: Date.parse(verdict.decidedAt),
      name: verdict.kind,
      text: verdict.sentence,
      tookMs: entry?.tookMs ?? undefined,
      details: detailsOf(verdict, nameOf),
      mood: against(verdict) ? 'wrong' : 'plain',
    };
  });
  return [...own, ...judged].sort((a, b) => a.atMs - b.atMs);
}

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const listOf = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.map(fieldsOf) : []);
const words = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

const against = ({ kind, result }: VerdictItem): boolean =>
  (kind === 'fit' && fieldsOf(result)['decision'] === 'not-a-fit') || (kind === 'suppressed' && fieldsOf(result)['suppressed'] === true);

function detailsOf(verdict: VerdictItem, nameOf: NameOf): string[] {
  const result = fieldsOf(verdict.result);
  switch (verdict.kind) {
    case 'enriched':
      return listOf(result['providers']).map(
        ({ provider, result: answer, tookMs, fromCache }) =>
          `${words(provider)}: ${words(answer)}${fromCache === true ? ', remembered' : typeof tookMs === 'number' ? ` in ${span(tookMs)}` : ''}`,
      );
    case 'scored':
      return listOf(result['contributions']).map(({ points, reason, because }) => `${signed(points)} ${words(reason) || words(because)}`);
    case 'suppressed':
      // Rules that found nothing are summed up in the sentence above.
      return verdict.reasons.filter(({ code }) => !code.endsWith('-clear')).map(({ text }) => text);
    case 'routed':
      return [...verdict.reasons.map(({ text }) => text), ...candidatesIn(result, nameOf)];
    default:
      return verdict.reasons.map(({ text }) => answered(text));
  }
}

/** "At least 50 employees: yes: company.employees is 7650." → "✓ At least 50 employees: company.employees is 7650." */
function answered(text: string): string {
  const [, unsaid, missing] = /^(.+?): cannot be said,? (.+)$/s.exec(text) ?? [];
  if (unsaid !== undefined) return `? ${unsaid}: ${missing}`;
  const [, what, answer, why] = /^(.+?): (yes|no|unknown): (.+)$/s.exec(text) ?? [];
  return answer === undefined ? text : `${answer === 'yes' ? '✓' : answer === 'no' ? '✗' : '?'} ${what}: ${why}`;
}

const signed = (points: unknown): string => (typeof points === 'number' ? (points < 0 ? `−${-points}` : `+${points}`) : '');

function candidatesIn(result: Record<string, unknown>, nameOf: NameOf): string[] {
  return listOf(result['candidates']).map(({ repId, chosen, out, via }) => {
    const whyNot = listOf(out)
      .map(({ text }) => words(text))
      .filter(Boolean);
    const who = nameOf(words(repId));
    return chosen === true
      ? `✓ ${who}: by ${words(via).replaceAll('-', ' ')}`
      : `– ${who}: ${whyNot.join(', ') || 'it was not their turn'}`;
  });
}

const moodOf: Record<ActionItem['state'], Step['mood']> = {
  ordered: 'waits',
  sending: 'waits',
  done: 'done',
  unknown: 'wrong',
  dead: 'wrong',
  discarded: 'plain',
  withheld: 'plain',
};

export function executionSteps({ timeline, actions }: SignalDetail, nameOf: NameOf): Step[] {
  const entries = timeline.filter(({ layer, step }) => layer === 'execution' && !actionSteps.has(step)).map(stepOf);
  // Messages of one moment to one person are one line while all is well. What is not is shown by itself.
  const together = Map.groupBy(actions, (action) =>
    isQuiet(action) ? [action.createdAt, action.kind.split('.')[1], personOf(action)].join() : action.key,
  );
  return [
    ...entries,
    ...[...together.values()].map((same) => (same.length > 1 ? messagesStep(same, nameOf) : actionStep(same[0]!, nameOf))),
  ].sort((a, b) => a.atMs - b.atMs);
}

const isQuiet = ({ kind, state, attempts }: ActionItem): boolean => /\.(alert|update)$/.test(kind) && state === 'done' && attempts <= 1;

/** `sam-whitaker+reminder` is Sam, again. */
const personOf = ({ target, kind }: ActionItem): string => (kind.endsWith('.update') ? target.split('+')[0]! : target);

function messagesStep(same: readonly ActionItem[], nameOf: NameOf): Step {
  const [who = '', what] = personOf(same[0]!).split('+');
  const channels = [...new Set(same.map(({ kind }) => kind.split('.')[0]!))];
  const updated = same[0]!.kind.endsWith('.update');
  return {
    atMs: Math.max(...same.map(whenDone)),
    name: updated ? 'updated' : 'told',
    text: `${nameOf(who)}${what ? ` (${what})` : ''} by ${listInWords(channels)}${updated ? `: ${same.length} earlier messages` : ''}`,
    tookMs: Math.max(...same.map((action) => tookMs(action) ?? 0)),
    details: [],
    mood: 'done',
  };
}

const whenDone = ({ doneAt, sentAt, createdAt }: ActionItem): number => Date.parse(doneAt ?? sentAt ?? createdAt);
const tookMs = ({ state, sentAt, doneAt }: ActionItem): number | undefined =>
  state === 'done' && sentAt && doneAt ? Date.parse(doneAt) - Date.parse(sentAt) : undefined;

function actionStep(action: ActionItem, nameOf: NameOf): Step {
  const { kind, target, state, attempts, lastError, deadLetterId } = action;
  const [who = target, what] = target.split('+');
  const to = /^(crm|task-\d+)$/.test(who) ? '' : ` to ${nameOf(who)}`;
  const error = lastError && state !== 'done' ? [`${lastError.code === 'WITHHELD' ? '' : `${lastError.code}: `}${lastError.text}`] : [];
  const parked = deadLetterId !== null && (state === 'ordered' || state === 'sending' || state === 'dead' || state === 'unknown');
  return {
    atMs: whenDone(action),
    name: parked ? 'parked' : state,
    text: `${kind}${to}${what ? ` (${what})` : ''}${attempts > 1 ? `, ${attempts} tries` : ''}`,
    tookMs: tookMs(action),
    details: [
      ...error,
      ...(parked ? [`A dead letter: it is tried again by itself. At once: npm run firstline -- dead-letters retry ${deadLetterId}`] : []),
    ],
    mood: parked ? 'wrong' : moodOf[state],
  };
}
