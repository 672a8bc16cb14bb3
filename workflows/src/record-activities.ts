import { CancellationScope, isCancellation, proxyLocalActivities } from '@temporalio/workflow';
import { record } from './activity-options.js';

type ByName = Record<string, (input: unknown) => Promise<unknown>>;

/**
 * Writes to our own database, as local activities that end as cancelled only when somebody cancels.
 *
 * A worker that needs room in its cache drops a run, also one whose local activity waits for its next try because Postgres is away. The SDK's core
 * (1.24) then ends that activity as cancelled and lets the workflow go on for a moment, in which it would call off a lead that nobody cancelled.
 * A plain error fails the workflow task instead: nothing of it counts, and the run is played again from its history.
 */
export function recordActivities<A extends object>(): A {
  const local = proxyLocalActivities(record) as unknown as ByName;
  return new Proxy({} as A, {
    get: (_, name) => (input: unknown) => {
      const scope = CancellationScope.current();
      return local[name as string]!(input).catch((error: unknown) => {
        if (isCancellation(error) && !scope.consideredCancelled)
          throw new Error(`the worker dropped this run while ${String(name)} was waiting for its next try`);
        throw error;
      });
    },
  });
}
