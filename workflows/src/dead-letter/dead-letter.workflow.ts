import type { ActActivities, DeadLetterActivities } from '@firstline/activities/activities';
import { CancellationScope, condition, isCancellation, proxyActivities, proxyLocalActivities, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import { record, retryOnce } from '../activity-options.js';
import { failureOf } from '../performing.js';
import { taskQueue } from '../task-queues/contract.js';
import { deadLetterStatusQuery, discardUpdate, retryNowUpdate, type DeadLetter, type DeadLetterInput, type DeadLetterStatus } from './contract.js';

const ours = proxyLocalActivities<DeadLetterActivities>(record);

/** An action that could not be done: tried again up the ladder, paged when still undone, then waiting for a person. */
export const deadLetter: DeadLetter = async (input) => {
  let status: DeadLetterStatus = { state: 'waiting', tries: 0, error: input.error };
  let retryAskedBy: string | undefined;
  let discarded: { by: string; because: string } | undefined;
  setHandler(deadLetterStatusQuery, () => status);
  setHandler(retryNowUpdate, ({ by }) => {
    if (isOver(status)) return { accepted: false, because: 'over' };
    if (status.state === 'retrying') return { accepted: false, because: 'already-retrying' };
    retryAskedBy = by;
    return { accepted: true };
  });
  setHandler(discardUpdate, (request) => {
    if (isOver(status)) return { accepted: false, because: 'over' };
    discarded = request;
    return { accepted: true };
  });

  const { actionKey } = input;
  const end = async (as: 'healed' | 'discarded', by: string, because?: string): Promise<void> => {
    status = { ...status, state: as };
    setCurrentDetails(`${as} by ${by}${because ? `: ${because}` : ''}`);
    await ours.endDeadLetter({ actionKey, as, by, ...(because ? { because } : {}) });
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
    let paged = false;
    for (let nextTryAtMs = later(retryAfterMs[0]); ; ) {
      const wakeAtMs = earliest(nextTryAtMs, paged ? undefined : pageAtMs);
      status = { state: paged ? 'paged' : 'waiting', tries: status.tries, error: status.error, ...(nextTryAtMs === undefined ? {} : { nextTryAtMs }) };
      setCurrentDetails(`${status.error.code}: ${status.error.text}\n\n${status.tries} tries up the ladder; ${nextTryAtMs ? `next at ${new Date(nextTryAtMs).toISOString()}` : 'waiting for a person'}.`);
      const asked = await wokenBy(() => retryAskedBy !== undefined || discarded !== undefined, wakeAtMs);
      if (discarded) {
        await end('discarded', discarded.by, discarded.because);
        return { ended: 'discarded' };
      }
      if (!asked && !paged && Date.now() >= pageAtMs) {
        paged = true;
        const { actions } = await ours.orderPage({ actionKey, tries: status.tries });
        for (const action of actions) await attempt(input, 'pageOnCall', action.key).catch(withoutPage);
        if (nextTryAtMs === undefined || nextTryAtMs > Date.now()) continue;
      }
      status = { ...status, state: 'retrying' };
      const by = retryAskedBy ?? 'the ladder';
      retryAskedBy = undefined;
      await ours.noteRetry({ actionKey, state: 'retrying', tries: status.tries });
      try {
        const { state } = await attempt(input, input.kind, actionKey);
        await end('healed', by, state === 'withheld' ? 'no longer wanted' : undefined);
        return { ended: state === 'withheld' ? 'withheld' : 'healed' };
      } catch (error) {
        if (isCancellation(error)) throw error;
        const tries = status.tries + 1;
        status = { ...status, tries, error: failureOf(error) };
        nextTryAtMs = later(retryAfterMs[tries]);
        await ours.noteRetry({ actionKey, state: 'waiting', tries, errorCode: status.error.code, errorText: status.error.text, ...(nextTryAtMs === undefined ? {} : { nextTryAtMs }) });
      }
    }
  } catch (error) {
    if (!isCancellation(error)) throw error;
    await CancellationScope.nonCancellable(() => end('discarded', 'operator', 'cancelled'));
    return { ended: 'discarded' };
  }
};

const isOver = (status: DeadLetterStatus): boolean => status.state === 'healed' || status.state === 'discarded';
const later = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : Date.now() + ms);
const earliest = (...instants: (number | undefined)[]): number | undefined => {
  const known = instants.filter((at) => at !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
};

/** Without an instant, only a person wakes it. */
async function wokenBy(asked: () => boolean, atMs: number | undefined): Promise<boolean> {
  if (atMs !== undefined) return condition(asked, Math.max(1, atMs - Date.now()), { summary: 'next try or page' });
  await condition(asked);
  return true;
}

const attempt = (input: DeadLetterInput, by: string, actionKey: string) =>
  proxyActivities<ActActivities>({ ...retryOnce, taskQueue: taskQueue('act', input.lane) })[by as keyof ActActivities]({ actionKey });

/** A page that cannot be sent leaves the dead letter where people look for it anyway. */
function withoutPage(error: unknown): void {
  if (isCancellation(error)) throw error;
}
