import { Inject, Injectable } from '@nestjs/common';
import { grpcCode, grpcCodeOf, isTemporalDown } from '@firstline/platform/temporal/grpc-failure';
import { withinMs } from '@firstline/platform/temporal/connect';
import {
  ApplicationFailure,
  type Client,
  type UpdateDefinition,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { TEMPORAL } from '../parts/parts.js';
import { Problem } from '../problems/problem.js';

/** A person waits in front of a button; a worker that is alive answers within tens of milliseconds. */
export const ANSWER_WITHIN_MS = 5_000;

/** There is no such running workflow any more: the record has the answer. */
export const GONE = Symbol('gone');

/** Asks a running workflow, and never takes silence for an answer. */
@Injectable()
export class OwnerWorkflow {
  constructor(@Inject(TEMPORAL) private readonly client: Client) {}

  /**
   * @param updateId the same id again gets the answer of the first, without a second effect; absent: ask anew
   * @throws Problem `unavailable` when no answer came in time: it may still be carried out
   */
  async ask<Ret, In>(workflowId: string, update: UpdateDefinition<Ret, [In]>, input: In, updateId?: string): Promise<Ret | typeof GONE> {
    return this.#orGone(() =>
      this.client.workflow.getHandle(workflowId).executeUpdate(update, { args: [input], ...(updateId === undefined ? {} : { updateId }) }),
    );
  }

  /** Asks for cancellation; the workflow then cleans up by itself, also when its worker is down just now. */
  async cancel(workflowId: string, { because, requestId }: { because: string; requestId: string }): Promise<'requested' | typeof GONE> {
    return this.#orGone(async () => {
      await this.client.workflowService.requestCancelWorkflowExecution({
        namespace: this.client.options.namespace,
        workflowExecution: { workflowId },
        identity: 'firstline-ingress',
        reason: because,
        requestId,
      });
      return 'requested' as const;
    });
  }

  async #orGone<T>(call: () => Promise<T>): Promise<T | typeof GONE> {
    try {
      return await withinMs(this.client, ANSWER_WITHIN_MS, call);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError || grpcCodeOf(error) === grpcCode.notFound) return GONE;
      if (error instanceof WorkflowUpdateFailedError && closedMeanwhile(error)) return GONE;
      if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || grpcCodeOf(error) === grpcCode.deadlineExceeded) {
        throw new Problem('unavailable', unanswered, { retryAfterSeconds: 5 });
      }
      if (isTemporalDown(error)) throw new Problem('unavailable', unreachable, { retryAfterSeconds: 5 });
      throw error;
    }
  }
}

/** The workflow ended between accepting the update and answering it. */
const closedMeanwhile = ({ cause }: WorkflowUpdateFailedError): boolean =>
  cause instanceof ApplicationFailure && cause.type === 'AcceptedUpdateCompletedWorkflow';

const unanswered =
  'The workflow of this lead did not answer in 5 seconds, so it is not certain whether this was done. Is the worker running? Look at the lead again in a moment; pressing again does no harm.';
const unreachable = 'Temporal cannot be reached, so nothing was done. Check that it runs ("firstline doctor"), then try again.';
