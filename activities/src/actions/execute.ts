import type { ActionKind, InstructionOf } from '@firstline/domain/actions/instruction';
import type { Database } from '@firstline/platform/db/db';
import type { ApplicationFailure } from '@temporalio/common';
import type { Performed } from '../activities.js';
import { isOutcomeUnknown, willRetry, wontRetry } from '../failures.js';
import { claim, finishAction, noteFailure, withholdIf } from './execute.sql.js';
import type { Order, Performer } from './performer.port.js';
import { stillWanted } from './still-wanted.js';

/**
 * An attempt that another worker began may still be on its way for this long: longer than any vendor client waits (10 s),
 * shorter than the activity's own time-out (20 s), after which Temporal gives the action to us.
 */
export const inFlightMs = 15_000;

export interface ExecutorDeps {
  db: Database;
  performers: readonly Performer[];
  /** Asked just before acting, outside any lock, since it asks the CRM. @returns why it must not be done any more, or null */
  suppressedNow: (order: Order) => Promise<string | null>;
  now: () => number;
}

/**
 * Performs one stored instruction, once: claim it, check that it is still wanted, note the intent, call, note the result.
 * An earlier attempt whose outcome is unknown is looked up at the vendor before anything is sent again.
 */
export function createExecutor({ db, performers, suppressedNow, now }: ExecutorDeps) {
  const byKind = new Map(performers.map((performer) => [performer.kind as string, performer]));

  return async function perform({ actionKey }: { actionKey: string }): Promise<Performed> {
    const claimed = await claim(db, actionKey, now(), inFlightMs);
    switch (claimed.is) {
      case 'missing':
        throw wontRetry('ACTION_NOT_FOUND', `no action ${actionKey}`);
      case 'over':
        return { state: claimed.state };
      case 'in-flight':
        throw willRetry('CHANNEL_UNAVAILABLE', 'another attempt may still be on its way', undefined, claimed.retryInMs);
      case 'ours':
        break;
    }
    const { order, mayHaveActed } = claimed;
    const performer = byKind.get(order.kind) as Performer | undefined;
    if (!performer) {
      const failure = nobodyPerforms(order.kind);
      await noteFailure(db, order, failure, false);
      throw failure;
    }
    // Until the vendor has said what became of the earlier attempt, no failure of ours makes it known.
    let unclear = mayHaveActed;
    try {
      const found = mayHaveActed && performer.find ? await performer.find(order) : null;
      if (!found) {
        // What turns out not to be out there would be sent after the tap.
        if (unclear && (await withholdIf(db, order.key, now(), stillWanted))) return { state: 'withheld' };
        const suppressed = await suppressedNow(order);
        if (suppressed && (await withholdIf(db, order.key, now(), async () => suppressed))) return { state: 'withheld' };
        unclear &&= !performer.find;
      }
      const ref = found ?? (await performer.perform(order as Order & { instruction: InstructionOf[ActionKind] }));
      await finishAction(db, order, ref, found !== null, new Date(now()));
      return { state: 'done' };
    } catch (error) {
      await noteFailure(db, order, error, unclear || isOutcomeUnknown(error));
      throw error;
    }
  };
}

/** Messages are ordered for services with settings only; these were taken away between the order and now. */
const nobodyPerforms = (kind: ActionKind): ApplicationFailure =>
  /\.(alert|update)$/.test(kind)
    ? wontRetry('CHANNEL_NOT_CONFIGURED', `${kind} is for a message service that has no settings any more`)
    : wontRetry('ACTION_UNKNOWN_KIND', `no adapter performs ${kind}`);
