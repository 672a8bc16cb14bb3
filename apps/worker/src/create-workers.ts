import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ActivitySets } from '@firstline/activities/create-activities';
import { lanes, type Lane } from '@firstline/domain/signal/signal-types';
import type { Metrics } from '@firstline/platform/metrics/metrics';
import { OPERATE_QUEUE, taskQueue } from '@firstline/workflows/task-queues/contract';
import type { DataConverter } from '@temporalio/common';
import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import { activityMetrics } from './activity.metrics.js';

/**
 * Slots of a worker by lane. Each lane has its own, so a flood of bulk signals waits for bulk slots and never for a hand-raiser's.
 * Local activities hold a database connection each: together they stay near the pool's size.
 */
const slots: Record<
  Lane,
  Pick<
    WorkerOptions,
    'maxConcurrentWorkflowTaskExecutions' | 'maxConcurrentLocalActivityExecutions' | 'maxConcurrentActivityTaskExecutions'
  >
> = {
  high: { maxConcurrentWorkflowTaskExecutions: 40, maxConcurrentLocalActivityExecutions: 16, maxConcurrentActivityTaskExecutions: 64 },
  normal: { maxConcurrentWorkflowTaskExecutions: 20, maxConcurrentLocalActivityExecutions: 8, maxConcurrentActivityTaskExecutions: 32 },
  bulk: { maxConcurrentWorkflowTaskExecutions: 8, maxConcurrentLocalActivityExecutions: 3, maxConcurrentActivityTaskExecutions: 12 },
};

/**
 * Enough for the leads that are being decided on at once. One that waits for a rep waits for minutes: it is dropped, and replayed in
 * milliseconds when something happens; kept, each costs some 400 kB.
 */
const maxCachedWorkflows: Record<Lane, number> = { high: 80, normal: 40, bulk: 20 };

/** What a shutdown waits for before it hands work back; Ctrl-C is a matter of seconds. */
const shutdownGraceTime = '4s';

export interface CreateWorkers {
  connection: NativeConnection;
  namespace: string;
  dataConverter: DataConverter;
  activities: ActivitySets;
  metrics: Metrics;
  workflowBundle?: { code: string };
}

/** One worker a queue: qualification and execution apart, a lane each, and one for dead letters. */
export async function createWorkers({
  connection,
  namespace,
  dataConverter,
  activities,
  metrics,
  workflowBundle,
}: CreateWorkers): Promise<Worker[]> {
  const workflows = workflowBundle ? { workflowBundle } : builtWorkflows();
  const shared = { connection, namespace, dataConverter, shutdownGraceTime, interceptors: { activity: [activityMetrics(metrics)] } };
  return Promise.all([
    ...lanes.map((lane) =>
      Worker.create({
        ...shared,
        ...workflows,
        ...slots[lane],
        maxCachedWorkflows: maxCachedWorkflows[lane],
        workflowThreadPoolSize: 1, // two cores are shared by seven workers; one thread runs thousands of small tasks
        taskQueue: taskQueue('qualify', lane),
        activities: { ...activities.qualify },
      }),
    ),
    ...lanes.map((lane) =>
      Worker.create({ ...shared, ...slots[lane], taskQueue: taskQueue('act', lane), activities: { ...activities.act } }),
    ),
    Worker.create({
      ...shared,
      ...workflows,
      maxCachedWorkflows: 20,
      workflowThreadPoolSize: 1,
      taskQueue: OPERATE_QUEUE,
      activities: { ...activities.operate },
    }),
  ]);
}

/** The bundle that the build made starts in half a second; without one it is made now, which takes four. */
function builtWorkflows(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  const codePath = fileURLToPath(new URL('./bundle.cjs', import.meta.url));
  if (existsSync(codePath)) return { workflowBundle: { codePath } };
  return { workflowsPath: createRequire(import.meta.url).resolve('@firstline/workflows/all-workflows') };
}
