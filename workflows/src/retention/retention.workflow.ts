import type { RetentionActivities } from '@firstline/activities/activities';
import { proxyActivities, sleep } from '@temporalio/workflow';
import { upkeep } from '../activity-options.js';
import type { Retention, RetentionOutcome } from './contract.js';

const { deleteExpired } = proxyActivities<RetentionActivities>(upkeep);

/** Deletes what nobody needs any more, in runs of a minute with a pause between them, until nothing is left to delete. */
export const retention: Retention = async () => {
  const total: RetentionOutcome = { signals: 0, timelineEntries: 0, rawPayloads: 0 };
  for (let more = true; more;) {
    const run = await deleteExpired();
    total.signals += run.signals;
    total.timelineEntries += run.timelineEntries;
    total.rawPayloads += run.rawPayloads;
    more = run.more;
    if (more) await sleep('10s', { summary: 'between two runs' });
  }
  return total;
};
