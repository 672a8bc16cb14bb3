import type { ActActivities, OrderedAction } from '@firstline/activities/activities';
import type { Lane } from '@firstline/domain/signal/signal-types';
import { TemporalFailure, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  ParentClosePolicy,
  proxyActivities,
  startChild,
  WorkflowIdReusePolicy,
} from '@temporalio/workflow';
import { deliver } from './activity-options.js';
import { DEAD_LETTER, deadLetterId, type DeadLetterInput, type DeadLetter } from './dead-letter/contract.js';
import { laneAttribute, layerAttribute } from './search-attributes/contract.js';
import { OPERATE_QUEUE, taskQueue } from './task-queues/contract.js';

/** What every performed action of one signal has in common. */
export interface Performing {
  signalId: string;
  leadId: string;
  policy: string;
  lane: Lane;
  receivedAtMs: number;
}

/** Code and words of a failed activity, by its cause and never by its message. */
export function failureOf(error: unknown): { code: string; text: string } {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) return { code: cause.type ?? 'UNKNOWN', text: cause.message };
  return { code: 'TIMED_OUT', text: cause instanceof Error ? cause.message : 'no answer in time' };
}

/**
 * Hands instructions to the execution layer, side by side, and never throws: what cannot be done in the quick tries is
 * parked with the dead-letter workflow, and the story goes on. An outage of the CRM must not delay the rep's alert.
 */
export function performer(context: () => Performing): (actions: OrderedAction[]) => Promise<void> {
  const proxies = new Map<string, ActActivities>();
  const act = (lane: Lane): ActActivities => {
    const known = proxies.get(lane) ?? proxyActivities<ActActivities>({ ...deliver, taskQueue: taskQueue('act', lane) });
    proxies.set(lane, known);
    return known;
  };
  const performOne = async (action: OrderedAction): Promise<void> => {
    const at = context();
    try {
      await act(at.lane)[action.by]({ actionKey: action.key });
    } catch (error) {
      if (isCancellation(error)) return; // never begun: whoever cancelled withholds it
      if (!(error instanceof TemporalFailure)) throw error;
      // What may have been sent is looked after to its end, also when the signal is cancelled.
      await CancellationScope.nonCancellable(() => park(action, at, failureOf(error)));
    }
  };
  return async (actions) => {
    // Writes to the CRM build on each other: the contact first, then its task.
    const inTurn = async (writes: OrderedAction[]): Promise<void> => {
      for (const write of writes) await performOne(write);
    };
    await Promise.all([
      ...actions.filter(({ by }) => by !== 'writeCrm').map(performOne),
      inTurn(actions.filter(({ by }) => by === 'writeCrm')),
    ]);
  };
}

/** A life of its own: the dead letter outlives the story that met it. */
async function park(action: OrderedAction, at: Performing, error: { code: string; text: string }): Promise<void> {
  const input: DeadLetterInput = { actionKey: action.key, kind: action.by, ...at, error };
  try {
    await startChild<DeadLetter>(DEAD_LETTER, {
      workflowId: deadLetterId(action.key),
      taskQueue: OPERATE_QUEUE,
      args: [input],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      staticSummary: `${action.kind} could not be done: ${error.code}`,
      typedSearchAttributes: [
        { key: layerAttribute, value: 'execution' },
        { key: laneAttribute, value: at.lane },
      ],
    });
  } catch (failure) {
    if (failure instanceof WorkflowExecutionAlreadyStartedError) return;
    throw failure;
  }
}
