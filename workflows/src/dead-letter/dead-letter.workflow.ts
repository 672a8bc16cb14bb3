import type { ActActivities, DeadLetterActivities } from '@firstline/activities/activities';
import {
  CancellationScope,
  condition,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { TemporalFailure } from '@temporalio/common';
import { deliver, retryOnce } from '../activity-options.js';
import { failureOf } from '../performing.js';
import { recordActivities } from '../record-activities.js';
import { taskQueue } from '../task-queues/contract.js';
import {
  deadLetterStatusQuery,
  discardUpdate,
  retryNowUpdate,
  type DeadLetter,
  type DeadLetterInput,
  type DeadLetterOutcome,
  type DeadLetterStatus,
} from './contract.js';
import { readDiscard, readRetry } from './requests.js';

const ours = recordActivities<DeadLetterActivities>();

/** An action that could not be done: tried again up the ladder, paged when still undone, then waiting for a person. */
export const deadLetter: DeadLetter = async (input) => {
  let status: DeadLetterStatus = { state: 'waiting', tries: 0, error: input.error };
  let retryAskedBy: string | undefined;
  let discarded: { by: string; because: string } | undefined;
  setHandler(deadLetterStatusQuery, () => status);
  setHandler(
    retryNowUpdate,
    (request) => {
      if (isOver(status) || discarded) return { accepted: false, because: 'over' };
      if (status.state === 'retrying') return { accepted: false, because: 'already-retrying' };
      retryAskedBy = readRetry(request).by;
      return { accepted: true };
    },
    { validator: (request) => void readRetry(request) },
  );
  setHandler(
    discardUpdate,
    (request) => {
      if (isOver(status) || discarded) return { accepted: false, because: 'over' };
      discarded = readDiscard(request);
      return { accepted: true };
    },
    { validator: (request) => void readDiscard(request) },
  );

  const { actionKey } = input;
  const end = async (ended: DeadLetterOutcome['ended'], by: string, because?: string): Promise<DeadLetterOutcome> => {
    const as = ended === 'discarded' ? 'discarded' : 'healed';
    status = { state: as, tries: status.tries, error: status.error };
    setCurrentDetails(`${ended} by ${by}${because ? `: ${because}` : ''}`);
    await ours.endDeadLetter({ actionKey, as, by, ...(because ? { because } : {}) });
    return { ended };
  };

  try {
    const { retryAfterMs, pageAfterMs } = await ours.parkAction({
      actionKey,
      workflowId: workflowInfo().workflowId,
      signalId: input.signalId,
      leadId: input.leadId,
      kind: input.kind,
      errorCode: input.error.code,
      errorText: input.error.text,
    });
    const pageAtMs = input.receivedAtMs + pageAfterMs;
    let undone: 'waiting' | 'paged' = 'waiting';
    for (let nextTryAtMs = later(retryAfterMs[0]); ;) {
      const wakeAtMs = earliest(nextTryAtMs, undone === 'paged' ? undefined : pageAtMs);
      status = { state: undone, tries: status.tries, error: status.error, ...(nextTryAtMs === undefined ? {} : { nextTryAtMs }) };
      setCurrentDetails(inWords(status));
      const asked = await wokenBy(() => retryAskedBy !== undefined || discarded !== undefined, wakeAtMs);
      if (discarded) return await end('discarded', discarded.by, discarded.because);
      if (!asked && undone !== 'paged' && Date.now() >= pageAtMs) {
        undone = 'paged';
        await page(input, status.tries);
        if (nextTryAtMs === undefined || nextTryAtMs > Date.now()) continue;
      }
      status = { state: 'retrying', tries: status.tries, error: status.error };
      const by = retryAskedBy ?? 'the ladder';
      retryAskedBy = undefined;
      await ours.noteRetry({ actionKey, state: 'retrying', tries: status.tries });
      try {
        const { state } = await attempt(input);
        return state === 'withheld' ? await end('withheld', by, 'no longer wanted') : await end('healed', by);
      } catch (error) {
        if (isCancellation(error) || !(error instanceof TemporalFailure)) throw error;
        const tries = status.tries + 1;
        status = { ...status, tries, error: failureOf(error) };
        if (status.error.code === 'ACTION_NOT_FOUND') throw error;
        nextTryAtMs = later(retryAfterMs[tries]);
        await ours.noteRetry({
          actionKey,
          state: undone,
          tries,
          errorCode: status.error.code,
          errorText: status.error.text,
          ...(nextTryAtMs === undefined ? {} : { nextTryAtMs }),
        });
      }
    }
  } catch (error) {
    const why = isCancellation(error)
      ? { by: 'operator', because: 'cancelled' }
      : failureOf(error).code === 'ACTION_NOT_FOUND'
        ? { by: 'firstline', because: 'its lead was erased' }
        : undefined;
    if (!why) throw error;
    return CancellationScope.nonCancellable(() => end('discarded', why.by, why.because));
  }
};

const isOver = (status: DeadLetterStatus): boolean => status.state === 'healed' || status.state === 'discarded';
const later = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : Date.now() + ms);
const earliest = (...instants: (number | undefined)[]): number | undefined => {
  const known = instants.filter((at) => at !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
};

const inWords = ({ error, state, tries, nextTryAtMs }: DeadLetterStatus): string =>
  [
    `${error.code}: ${error.text}`,
    `Tried ${tries === 1 ? 'once' : `${tries} times`} since it was parked; ${nextTryAtMs === undefined ? 'waits for a person: retryNow or discard' : `next try at ${new Date(nextTryAtMs).toISOString()}`}.${state === 'paged' ? ' On-call was paged.' : ''}`,
  ].join('\n\n');

/** Without an instant, only a person wakes it. */
async function wokenBy(asked: () => boolean, atMs: number | undefined): Promise<boolean> {
  if (atMs === undefined) await condition(asked);
  else await condition(asked, Math.max(1, atMs - Date.now()), { summary: 'next try or page' });
  return asked();
}

const attempt = (input: DeadLetterInput) =>
  proxyActivities<ActActivities>({ ...retryOnce, taskQueue: taskQueue('act', input.lane) })[input.kind as keyof ActActivities]({
    actionKey: input.actionKey,
  });

/** A page that cannot be sent leaves the dead letter where people look for it anyway. */
async function page({ actionKey, lane }: DeadLetterInput, tries: number): Promise<void> {
  const { actions } = await ours.orderPage({ actionKey, tries });
  const act = proxyActivities<ActActivities>({ ...deliver, taskQueue: taskQueue('act', lane) });
  for (const action of actions) {
    await act[action.by]({ actionKey: action.key }).catch((error: unknown) => {
      if (isCancellation(error) || !(error instanceof TemporalFailure)) throw error;
    });
  }
}
