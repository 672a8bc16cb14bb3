import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SpeedToLead } from '@firstline/workflows/speed-to-lead/contract';
import { taskQueue } from '@firstline/workflows/task-queues/contract';
import { Context } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { dataConverterFor } from '@firstline/platform/temporal/connect';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { quietRuntime } from '../harness/engine.js';
import { eventually } from '../harness/office.js';
import { openServices, type FileServices } from '../harness/services.js';
import { demoRequest, takeIn } from '../harness/signals.js';

/** As many as the worker keeps in memory: far fewer than wait. */
const ROOM = 20;

let services: FileServices;
let connection: NativeConnection;
let worker: Worker;
let running: Promise<void>;
beforeAll(async () => {
  quietRuntime();
  services = await openServices();
  connection = await NativeConnection.connect({ address: services.config.TEMPORAL_ADDRESS });
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await connection.close();
  await services.stop();
});

/** Steps whose database is away until it is back, and which note what was done. */
function steps() {
  const done: string[] = [];
  let away = true;
  const until = (name: string, answer: unknown) => async () => {
    if (away) throw new Error('the database is away');
    done.push(name);
    return answer;
  };
  const atOnce = (name: string, answer: unknown) => async () => {
    done.push(name);
    return answer;
  };
  return {
    done,
    back: () => {
      away = false;
    },
    activities: {
      resolveLead: until('resolveLead', { kind: 'none', because: 'no-trigger', policy: 'p' }),
      finishSignal: atOnce('finishSignal', undefined),
      callOff: atOnce('callOff', { actions: [] }),
      completeSignal: () => Context.current().cancelled, // an ad's lead that its vendor has yet to show: it only takes up room
    },
  };
}

it('a worker that is short of room calls no lead off while the database is away', async () => {
  const { done, back, activities } = steps();
  worker = await Worker.create({
    connection,
    namespace: services.config.TEMPORAL_NAMESPACE,
    dataConverter: dataConverterFor(services.config),
    taskQueue: taskQueue('qualify', 'high'),
    workflowBundle: { code: readFileSync(inject('services').bundlePath, 'utf8') },
    maxCachedWorkflows: ROOM,
    maxConcurrentWorkflowTaskExecutions: 2 * ROOM,
    shutdownGraceTime: 0,
    activities,
  });
  running = worker.run();
  const signals: WorkflowHandle<SpeedToLead>[] = [];
  for (let count = 0; count < 5; count++) signals.push(await takeIn(services, demoRequest()));
  await sleep(2_000); // by now each waits for its next try
  for (let count = 0; count < 3 * ROOM; count++) await takeIn(services, { ...demoRequest(), complete: false });
  await eventually(async () => {
    const { count } = await services.client.workflow.count('ExecutionStatus = "Running"');
    expect(count).toBe(5 + 3 * ROOM);
  });
  await sleep(2_000);
  expect(done).toEqual([]);
  back();
  for (const signal of signals) expect(await signal.result()).toEqual({ stage: 'recorded' });
  expect(done).not.toContain('callOff');
});
