import { span } from '../screen/times.js';
import type { Installation } from './installation.js';
import { broken, type Line, ok, reason, skipped, warn } from './line.js';
import { withPostgres } from './postgres.js';
import { waitingRow, type WaitingRow } from './waiting.sql.js';

/** Timers fire within a second; the relay looks every few. */
const GRACE_SECONDS = 30;
const RELAY_BEHIND_SECONDS = 15;

/** Whether anything that was accepted does not move. */
export async function waitingLines({ env }: Installation): Promise<Line[]> {
  const url = env['DATABASE_URL'];
  if (!url) return [skipped('Signals', 'no database is known')];
  try {
    return verdicts(await withPostgres(url, (client) => waitingRow(client, GRACE_SECONDS)));
  } catch (error) {
    return [skipped('Signals', `cannot be counted: ${reason(error)}`)];
  }
}

export function verdicts(row: WaitingRow): Line[] {
  return [unstarted(row), moving(row), timers(row), deadLetters(row), unknown(row), rejected(row)];
}

const seconds = (value: number | null): string => span((value ?? 0) * 1_000);

function unstarted({ unstarted: count, oldestUnstartedSeconds }: WaitingRow): Line {
  if (count === 0) return ok('Accepted', 'every accepted signal was started');
  const says = `${count} accepted and not started, the oldest for ${seconds(oldestUnstartedSeconds)}`;
  if ((oldestUnstartedSeconds ?? 0) <= RELAY_BEHIND_SECONDS) return ok('Accepted', `${says}: the relay is at it`);
  return broken('Accepted', says, 'The relay of the ingress starts them: is Temporal reachable, and does an ingress run?');
}

function moving({ stuck }: WaitingRow): Line {
  if (stuck === 0) return ok('On their way', 'nothing stands still');
  return broken(
    'On their way',
    `${stuck} signals have stood still for more than a minute`,
    'Does a worker look for work (see Temporal)? Then look at their workflows: a failing task says why.',
  );
}

function timers({ overdueOffers, longestOverdueSeconds, overdueRetries }: WaitingRow): Line {
  if (overdueOffers === 0 && overdueRetries === 0) return ok('Timers', 'none is past due');
  const parts = [
    ...(overdueOffers > 0 ? [`${overdueOffers} offers are past their deadline, the longest by ${seconds(longestOverdueSeconds)}`] : []),
    ...(overdueRetries > 0 ? [`${overdueRetries} retries of dead letters are overdue`] : []),
  ];
  return broken('Timers', parts.join('; '), 'Temporal keeps them, a worker acts on them: one of the two is behind or away.');
}

function deadLetters({ deadLetters: count, oldestDeadLetterSeconds, deadLetterCode }: WaitingRow): Line {
  if (count === 0) return ok('Dead letters', 'none waits');
  return warn(
    'Dead letters',
    `${count} wait, the oldest for ${seconds(oldestDeadLetterSeconds)}, mostly ${deadLetterCode}`,
    'npm run firstline -- dead-letters',
  );
}

function unknown({ unknown: count }: WaitingRow): Line {
  if (count === 0) return ok('Outcomes', 'of every action sent, the outcome is known');
  return warn(
    'Outcomes',
    `${count} actions were sent, and the vendor has not said what became of them`,
    'They are looked up again by themselves; if the number stays, ask the vendor.',
  );
}

function rejected({ rejected: count, rejectedFrom }: WaitingRow): Line {
  if (count === 0) return ok('Deliveries', 'all of the last day could be used');
  return warn(
    'Deliveries',
    `${count} of the last day were genuine and could not be used, mostly from ${rejectedFrom}`,
    'Its mapping in connections.yaml may lack an event; the ingress log says which.',
  );
}
