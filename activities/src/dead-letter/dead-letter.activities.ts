import type { Database } from '@firstline/platform/db/db';
import type { OrderedAction } from '../activities.js';
import { orderActions } from '../actions/actions.sql.js';
import { wontRetry } from '../failures.js';
import type { PolicyBook } from '../policy/policy-book.js';
import { note } from '../timeline/timeline.sql.js';
import { deadLetterRowId } from './dead-letter-id.js';
import { onCallOf, pageKey, pagesOf } from './pages.js';

export interface DeadLetterDeps {
  db: Database;
  policies: PolicyBook;
  publicUrl: string;
  now: () => number;
}

export function createDeadLetterActivities({ db, policies, publicUrl, now }: DeadLetterDeps) {
  const actionOf = async (key: string) => {
    const action = await db.action.findUnique({ where: { key } });
    if (!action) throw wontRetry('ACTION_NOT_FOUND', `no action ${key}`);
    return action;
  };
  return {
    /** The row that people see, and the ladder it will climb. */
    async parkAction(input: {
      actionKey: string;
      workflowId: string;
      signalId: string;
      leadId: string;
      kind: string;
      errorCode: string;
      errorText: string;
    }): Promise<{ retryAfterMs: number[]; pageAfterMs: number }> {
      const { actionKey: key, workflowId, signalId, leadId, errorCode, errorText } = input;
      const action = await actionOf(key);
      const policy = await policies.current(db, now());
      const { retryAfter, pageAfter } = policy.alerts.deadLetters;
      await db.$transaction(async (tx) => {
        await tx.deadLetter.createMany({
          data: [
            {
              id: deadLetterRowId(key),
              actionKey: key,
              workflowId,
              signalId,
              leadId,
              kind: action.kind,
              errorCode,
              errorText,
              nextTryAt: new Date(now() + (retryAfter[0] ?? 0)),
            },
          ],
          skipDuplicates: true,
        });
        await tx.action.updateMany({
          where: { key, state: { in: ['ordered', 'sending', 'unknown'] } },
          data: { state: action.state === 'unknown' || action.state === 'sending' ? 'unknown' : 'ordered' },
        });
        await note(tx, [
          {
            key: `${key}:parked`,
            signalId,
            leadId,
            layer: 'execution',
            step: 'parked',
            text: `${action.kind} could not be done (${errorCode}): ${errorText} It is tried again.`,
            data: { errorCode },
          },
        ]);
      });
      return { retryAfterMs: retryAfter, pageAfterMs: pageAfter };
    },

    async noteRetry(input: {
      actionKey: string;
      state: 'waiting' | 'retrying' | 'paged';
      tries: number;
      nextTryAtMs?: number;
      errorCode?: string;
      errorText?: string;
    }): Promise<void> {
      const { actionKey: key, state, tries, nextTryAtMs, errorCode, errorText } = input;
      await db.deadLetter.updateMany({
        where: { actionKey: key, endedAt: null },
        data: {
          state,
          tries,
          nextTryAt: nextTryAtMs === undefined ? null : new Date(nextTryAtMs),
          ...(errorCode ? { errorCode } : {}),
          ...(errorText ? { errorText } : {}),
        },
      });
    },

    /** Still undone: whoever is on call for the play. */
    async orderPage({ actionKey: key, tries }: { actionKey: string; tries: number }): Promise<{ actions: OrderedAction[] }> {
      const action = await actionOf(key);
      const policy = await policies.current(db, now());
      return db.$transaction(async (tx) => {
        await tx.deadLetter.updateMany({ where: { actionKey: key, endedAt: null }, data: { state: 'paged', pagedAt: new Date(now()) } });
        const { name } = onCallOf(policy, action);
        await note(tx, [
          {
            key: `${key}:paged`,
            signalId: action.signalId,
            leadId: action.leadId,
            layer: 'execution',
            step: 'paged',
            text: `${action.kind} is still undone: on-call (${name}) is paged.`,
          },
        ]);
        return { actions: await orderActions(tx, await pagesOf(tx, action, { policy, tries, publicUrl })) };
      });
    },

    async endDeadLetter({
      actionKey: key,
      as,
      by,
      because,
    }: {
      actionKey: string;
      as: 'healed' | 'discarded';
      by: string;
      because?: string;
    }): Promise<void> {
      await db.$transaction(async (tx) => {
        const action = await tx.action.findUnique({ where: { key } });
        await tx.deadLetter.updateMany({
          where: { actionKey: key, endedAt: null },
          data: { state: as, endedAt: new Date(now()), endedBy: by, endedBecause: because ?? null, nextTryAt: null },
        });
        if (as === 'discarded')
          await tx.action.updateMany({
            where: { key, state: { notIn: ['done', 'withheld'] } },
            data: { state: 'discarded', doneAt: new Date(now()) },
          });
        if (!action) return;
        await tx.inboxMessage.updateMany({
          where: { actionKey: pageKey(action, 'inbox.alert'), closedAt: null },
          data: { closedAt: new Date(now()), closedAs: as },
        });
        await note(tx, [
          {
            key: `${key}:${as}`,
            signalId: action.signalId,
            leadId: action.leadId,
            layer: 'execution',
            step: as,
            text: `${action.kind} ${as} by ${by}${because ? `: ${because}` : ''}.`,
          },
        ]);
      });
    },
  };
}
