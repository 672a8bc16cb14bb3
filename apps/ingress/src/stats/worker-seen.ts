import { taskQueue } from '@firstline/workflows/task-queues/contract';
import type { Client } from '@temporalio/client';

// A worker asks for work at least once a minute, so one that was not seen for longer has gone.
const SEEN_WITHIN_MS = 90_000;
/** temporal.api.enums.v1.TaskQueueType */
const WORKFLOW_TASKS = 1;

/** How many take workflow tasks of the lane that matters most. */
export async function workersSeen(client: Client, nowMs: number): Promise<number> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: taskQueue('qualify', 'high') },
    taskQueueType: WORKFLOW_TASKS,
  });
  const recent = pollers.filter(({ lastAccessTime }) => nowMs - Number(lastAccessTime?.seconds ?? 0) * 1_000 < SEEN_WITHIN_MS);
  return new Set(recent.map(({ identity }) => identity)).size;
}
