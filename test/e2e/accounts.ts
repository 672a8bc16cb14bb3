import { messageIdOf } from '@firstline/activities/notify/email/email.performers';
import type { SignalListItem } from '@firstline/domain/api/signals.schema';
import type { Stage } from '@firstline/domain/signal/stage';
import { expect, vi } from 'vitest';
import type { Stack } from '../harness/stack.js';

/** Where a signal may stand when nothing is on its way any more: with a person, or at an end. `failed` is no proper end. */
const proper: readonly Stage[] = [
  'waiting',
  'held',
  'taken',
  'unanswered',
  'merged',
  'unqualified',
  'suppressed',
  'review',
  'recorded',
  'cancelled',
];
const MAIL_DOMAIN = 'firstline.example';

export const eventually = <T>(look: () => Promise<T>, timeout = 15_000, interval = 100): Promise<T> =>
  vi.waitFor(look, { timeout, interval });

/** Waits until every one of these signals stands where it should and nothing is left to be sent. */
export function settled(stack: Stack, ids: readonly string[], withinMs = 60_000): Promise<SignalListItem[]> {
  const wanted = new Set(ids);
  return eventually(
    async () => {
      const found = (await stack.door.signals()).filter(({ id }) => wanted.has(id));
      const onTheirWay = found.filter(({ stage }) => !proper.includes(stage));
      if (found.length < wanted.size || onTheirWay.length > 0)
        throw new Error(
          `${wanted.size - found.length} of ${wanted.size} are not in /v1/signals; on their way: ${tally(onTheirWay) || 'none'}; fallen: ${stack.fallen().join(', ') || 'none'}`,
        );
      const open = await stack.db.action.findMany({
        where: { signalId: { in: [...wanted] }, state: { notIn: ['done', 'withheld', 'discarded'] } },
      });
      if (open.length > 0)
        throw new Error(`${open.length} actions are open: ${tally(open.map(({ kind, state }) => ({ stage: `${kind} ${state}` })))}`);
      return found;
    },
    withinMs,
    400,
  );
}

export const tally = (items: readonly { stage: string }[]): string =>
  Object.entries(Object.groupBy(items, ({ stage }) => stage))
    .map(([stage, group]) => `${stage}: ${group?.length}`)
    .join(', ');

export interface SentOnce {
  slack: number;
  mails: number;
  /** Letters that were sent again because nobody could know whether the first one arrived: same Message-ID, so that readers can tell. */
  mailsAgain: number;
  tasks: number;
}

/** Compares what we believe to have sent with what the counterparts saw. Exactly once, but for letters after an unknown outcome. */
export async function sentExactlyOnce({ db, sandbox }: Stack): Promise<SentOnce> {
  const done = await db.action.findMany({ where: { state: 'done' }, select: { key: true, kind: true } });
  const keysOf = (kind: string): string[] => done.filter((action) => action.kind === kind).map(({ key }) => key);

  const posted = (await sandbox.slackMessages()).map(({ attemptKey }) => attemptKey);
  expect(posted.toSorted(), 'messages that Slack holds, by the key of our action').toEqual(keysOf('slack.alert').toSorted());

  const letters = (await sandbox.mails()).map(({ raw }) => /^message-id:\s*(<[^>]+>)/im.exec(raw)?.[1] ?? 'none');
  const wanted = keysOf('email.alert').map((key) => messageIdOf(key, MAIL_DOMAIN));
  expect([...new Set(letters)].toSorted(), 'letters by Message-ID').toEqual(wanted.toSorted());

  const tasks = (await db.crmTask.findMany({ select: { key: true } })).map(({ key }) => key);
  expect(tasks.toSorted(), 'tasks in the CRM').toEqual(keysOf('crm.create-task').toSorted());
  return { slack: posted.length, mails: wanted.length, mailsAgain: letters.length - wanted.length, tasks: tasks.length };
}

/** What must hold of every lead at any time. */
export async function noLeadIsTornApart({ db }: Stack): Promise<void> {
  const [row] = await db.$queryRaw<Record<string, number>[]>`
    SELECT (SELECT count(*) FROM (SELECT lead_id FROM episode WHERE closed_at IS NULL GROUP BY lead_id HAVING count(*) > 1) AS twice)::int AS "leadsWithTwoOpenEpisodes",
           (SELECT count(*) FROM (SELECT lead_id FROM assignment WHERE ended_at IS NULL GROUP BY lead_id HAVING count(*) > 1) AS twice)::int AS "leadsWithTwoReps",
           (SELECT count(*) FROM assignment a JOIN episode e ON e.id = a.episode_id WHERE a.ended_at IS NULL AND e.closed_at IS NOT NULL)::int AS "offersOfClosedEpisodes",
           (SELECT count(*) FROM episode_join j JOIN episode e ON e.id = j.episode_id WHERE j.absorbed_at IS NULL AND e.closed_at IS NOT NULL)::int AS "forgottenJoins",
           (SELECT count(*) FROM signal WHERE started_at IS NULL)::int AS "neverStarted",
           (SELECT count(*) FROM signal WHERE stage = 'failed')::int AS "failed"`;
  expect(row).toEqual({
    leadsWithTwoOpenEpisodes: 0,
    leadsWithTwoReps: 0,
    offersOfClosedEpisodes: 0,
    forgottenJoins: 0,
    neverStarted: 0,
    failed: 0,
  });
}

/** One workflow for each id, running or not. */
export async function workflowsOf({ temporal }: Stack, workflowId: string): Promise<number> {
  return (await temporal.workflow.count(`WorkflowId = "${workflowId}"`)).count;
}
