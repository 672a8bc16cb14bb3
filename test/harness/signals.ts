import { signalSchema, type Signal, type SignalInput } from '@firstline/domain/signal/signal';
import { signalId } from '@firstline/domain/signal/signal-id';
import { laneOf } from '@firstline/domain/signal/signal-types';
import type { Database, Json } from '@firstline/platform/db/db';
import { connectionAttribute, laneAttribute } from '@firstline/workflows/search-attributes/contract';
import { SPEED_TO_LEAD, speedToLeadId, type SpeedToLead } from '@firstline/workflows/speed-to-lead/contract';
import { taskQueue } from '@firstline/workflows/task-queues/contract';
import type { Client, WorkflowHandle } from '@temporalio/client';

let count = 0;
/** A demo request of somebody new, changed as the test needs. */
export function demoRequest(change: Partial<SignalInput> & { connection?: string } = {}): Signal {
  count += 1;
  const { connection = 'api', ...input } = change;
  const eventId = input.eventId ?? `evt-${process.pid}-${count}`;
  const now = new Date().toISOString();
  return signalSchema.parse({
    version: 1,
    id: signalId({ connection, eventId }),
    connection,
    eventId,
    type: 'form.submitted',
    occurredAt: now,
    receivedAt: now,
    lane: laneOf((input.type as Signal['type'] | undefined) ?? 'form.submitted'),
    person: {
      email: `ada.king.${process.pid}.${count}@lovelace-${count}.example`,
      firstName: 'Ada',
      lastName: 'King',
      title: 'VP Engineering',
      country: 'GB',
    },
    company: {
      name: `Analytical Engines ${count}`,
      domain: `lovelace-${count}.example`,
      country: 'GB',
      employees: 1_200,
      industry: 'Software',
    },
    properties: { form: 'demo-request' },
    ...input,
  });
}

/** What the ingress does with an accepted signal. */
export async function takeIn({ db, client }: { db: Database; client: Client }, signal: Signal): Promise<WorkflowHandle<SpeedToLead>> {
  const { id, connection, eventId, type, lane, occurredAt, receivedAt, complete, test } = signal;
  const workflowId = speedToLeadId(signal);
  await db.signal.createMany({
    data: [
      {
        id,
        connection,
        eventId,
        type,
        lane,
        occurredAt,
        receivedAt,
        complete,
        test,
        workflowId,
        body: signal as unknown as Json,
        startedAt: new Date(),
      },
    ],
    skipDuplicates: true,
  });
  return client.workflow.start<SpeedToLead>(SPEED_TO_LEAD, {
    workflowId,
    taskQueue: taskQueue('qualify', lane),
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    args: [{ signalId: id, connection, eventId, type, lane, receivedAtMs: Date.parse(receivedAt), complete }],
    typedSearchAttributes: [
      { key: connectionAttribute, value: connection },
      { key: laneAttribute, value: lane },
    ],
  });
}
