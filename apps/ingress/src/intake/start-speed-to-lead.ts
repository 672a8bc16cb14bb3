import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Signal } from '@firstline/domain/signal/signal';
import { grpcCode, grpcCodeOf } from '@firstline/platform/temporal/grpc-failure';
import { withinMs } from '@firstline/platform/temporal/connect';
import { connectionAttribute, laneAttribute, layerAttribute, stageAttribute } from '@firstline/workflows/search-attributes/contract';
import { SPEED_TO_LEAD, type SpeedToLead, type SpeedToLeadInput, speedToLeadId } from '@firstline/workflows/speed-to-lead/contract';
import { taskQueue } from '@firstline/workflows/task-queues/contract';
import type { UnstartedSignal } from './intake.sql.js';

/** A healthy start takes some 5 ms; a failover a second. */
const START_WITHIN_MS = 2_000;

/** The signal as its workflow's input, in ids and enums only: histories hold no people. */
export const inputOf = (signal: UnstartedSignal): SpeedToLeadInput => ({
  signalId: signal.id,
  connection: signal.connection,
  eventId: signal.eventId,
  type: signal.type,
  lane: signal.lane,
  receivedAtMs: signal.receivedAt.getTime(),
  complete: signal.complete,
});

/** The signal itself rides along, sealed by the payload codec: Postgres could not store it, and the first step will. */
export const inputWithSignal = (signal: Signal): SpeedToLeadInput => ({
  ...inputOf({ ...signal, receivedAt: new Date(signal.receivedAt) }),
  inline: JSON.stringify(signal),
});

/**
 * Starts the workflow of a signal. The same event again, by whomever and however often, is the same workflow, running or closed.
 * @throws what the server said; then nobody knows whether it was started, and starting it again is harmless
 */
export async function startSpeedToLead(client: Client, input: SpeedToLeadInput): Promise<'started' | 'already'> {
  const start = (searchable: boolean) =>
    withinMs(client, START_WITHIN_MS, () =>
      client.workflow.start<SpeedToLead>(SPEED_TO_LEAD, {
        workflowId: speedToLeadId(input),
        taskQueue: taskQueue('qualify', input.lane),
        args: [input],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        staticSummary: `${input.type} from ${input.connection}`,
        ...(searchable ? { typedSearchAttributes: attributesOf(input) } : {}),
      }),
    );
  try {
    await start(true).catch((error: unknown) => {
      // A namespace without our search attributes costs the filter in the Temporal UI, never the signal.
      if (grpcCodeOf(error) !== grpcCode.invalidArgument) throw error;
      return start(false);
    });
    return 'started';
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'already';
    throw error;
  }
}

const attributesOf = (input: SpeedToLeadInput) => [
  { key: stageAttribute, value: 'received' },
  { key: layerAttribute, value: 'ingestion' },
  { key: connectionAttribute, value: input.connection },
  { key: laneAttribute, value: input.lane },
];
