import { RETENTION, RETENTION_SCHEDULE, type Retention } from '@firstline/workflows/retention/contract';
import { OPERATE_QUEUE } from '@firstline/workflows/task-queues/contract';
import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client } from '@temporalio/client';

/**
 * Sees to it that the recurring work is scheduled. Several workers at once make one; an operator's pause or change of a schedule stays.
 */
export async function ensureSchedules(client: Client): Promise<void> {
  try {
    await client.schedule.create<Retention>({
      scheduleId: RETENTION_SCHEDULE,
      spec: { calendars: [{ hour: 3, minute: 10, comment: 'when few buyers are awake in most places' }] },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 day' },
      action: { type: 'startWorkflow', workflowType: RETENTION, workflowId: RETENTION, taskQueue: OPERATE_QUEUE, args: [] },
      memo: { what: 'deletes signals, their timeline and raw payloads once nobody has to recognise a duplicate any more' },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
