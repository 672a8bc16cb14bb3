import type { ActivityOptions, LocalActivityOptions } from '@temporalio/common';

/** Reads from vendors. Safe to repeat, and a rep is waiting: fail fast; the story goes on without the answer. */
export const lookup = {
  startToCloseTimeout: '5s', // the enrichment deadline (policy, under 1s) is kept inside; 5s means a stuck worker
  scheduleToCloseTimeout: '15s', // past this a rep is better served by a lead without enrichment
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '2s' },
} satisfies ActivityOptions;

/** A lead that only the vendor holds (Meta): nothing can be decided without it, and it may lag its webhook by seconds. */
export const fetchLead = {
  startToCloseTimeout: '15s', // the vendor client gives up at 10s
  scheduleToCloseTimeout: '36h', // as long as the vendor itself would retry its webhook
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '5m' },
} satisfies ActivityOptions;

/**
 * Writes to our own database, idempotent by key, as local activities: eight steps took 31 ms locally against 77 ms
 * through the server. The only wrong answer is giving up, so there is no attempt limit: outlive a failover.
 */
export const record = {
  startToCloseTimeout: '10s', // a healthy step takes milliseconds; 10s means a lock or a failover
  localRetryThreshold: '1s', // longer waits become timers: the workflow task is handed back, and its slot is free for others
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '10s' }, // so long at most waits a lead once Postgres is back
  // What was begun is heard to its end, also when the signal is cancelled: only then is it known what there is to undo.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
} satisfies LocalActivityOptions;

/** What a person or another system sees. A second one is worse than a late one: after these tries a dead letter takes over. */
export const deliver = {
  startToCloseTimeout: '20s', // the vendor client gives up at 10s; ours must be the longer of the two
  scheduleToCloseTimeout: '2m', // a message that cannot be sent must leave time for another rep
  retry: { initialInterval: '500ms', backoffCoefficient: 3, maximumInterval: '20s', maximumAttempts: 4 },
  // A message that is just being sent when the lead is cancelled is waited for: only then can it be updated.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
} satisfies ActivityOptions;

/** One try of a dead letter: the ladder, not the activity, waits in between. */
export const retryOnce = {
  startToCloseTimeout: '30s', // as deliver, with room for the look-up after an unknown outcome
  retry: { maximumAttempts: 1 },
  cancellationType: 'WAIT_CANCELLATION_COMPLETED', // as deliver: what is being sent is not discarded at the same time
} satisfies ActivityOptions;

/** Clearing up in bounded runs: it beats between batches, and nobody waits for it. */
export const upkeep = {
  startToCloseTimeout: '15m', // a run is bounded to about a minute; a slow disk may take ten times that
  heartbeatTimeout: '1m', // a batch takes some 50 ms; a minute without a beat means a lost worker
  retry: { initialInterval: '10s', backoffCoefficient: 2, maximumInterval: '10m' },
} satisfies ActivityOptions;
