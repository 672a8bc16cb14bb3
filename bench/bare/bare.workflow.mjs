// The baseline: as many steps as a signal takes on its way to a rep, and nothing in them.
import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';

const local = proxyLocalActivities({ startToCloseTimeout: '10s' });
const remote = proxyActivities({ startToCloseTimeout: '10s' });
const acting = proxyActivities({ startToCloseTimeout: '10s', taskQueue: 'bench-bare-act' });

export async function bare({ before, enrich, after, act }) {
  for (let step = 0; step < before; step++) await local.nothing();
  for (let step = 0; step < enrich; step++) await remote.nothing();
  for (let step = 0; step < after; step++) await local.nothing();
  await Promise.all(Array.from({ length: act }, () => acting.nothing()));
}
