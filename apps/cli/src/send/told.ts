import colours from 'picocolors';

import { span } from '../screen/times.js';
import type { Delivered, Taken } from './deliver.js';
import type { Fault } from './fault.js';

const paint: Record<Taken['status'], (text: string) => string> = {
  accepted: colours.green,
  received: colours.green,
  duplicate: colours.cyan,
  ignored: colours.yellow,
  rejected: colours.red,
};
const meaning: Record<Taken['status'], string> = {
  accepted: 'stored, and its workflow is on its way',
  received: 'stored; this provider is answered without details',
  duplicate: 'known already: the same signal, and nothing happens twice',
  ignored: 'genuine, and left out on purpose by the connection’s mapping',
  rejected: 'genuine, and not usable',
};

/** One delivery: what it was, what came of it, how long that took. */
export function tell({ about, httpStatus, tookMs, taken, problem }: Delivered): string[] {
  const head = `  ${colours.bold(about)}  ${colours.dim(`${httpStatus}, ${span(tookMs)}`)}`;
  if (problem)
    return [
      head,
      `    ${colours.red('refused')}    ${problem.title}${problem.code ? colours.dim(` (${problem.code})`) : ''}`,
      ...(problem.detail ? [`               ${problem.detail}`] : []),
    ];
  return [
    head,
    ...taken.map(
      ({ status, id, reason }) =>
        `    ${paint[status](status.padEnd(9))}  ${reason ?? meaning[status]}${id ? `\n               ${colours.dim(`signal ${id}`)}` : ''}`,
    ),
  ];
}

/** Many deliveries: how many of each, and how fast. */
export function sum(all: readonly Delivered[], wallMs: number): string[] {
  const outcomes = all.flatMap(({ taken, problem }) =>
    problem ? [`refused (${problem.code ?? problem.status})`] : taken.map(({ status }) => status as string),
  );
  const counts = [...Map.groupBy(outcomes, (outcome) => outcome)].map(([outcome, same]) => `${same.length} ${outcome}`);
  const times = all.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  const at = (part: number): string => span(times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0);
  return [
    `  ${colours.bold(`${all.length} deliveries in ${span(wallMs)}`)}: ${counts.join(', ') || 'nothing'}`,
    colours.dim(`  answered within ${at(0.5)} (half of them), ${at(0.99)} (99 of 100), ${at(1)} (the slowest)`),
  ];
}

export interface Expected {
  met: boolean;
  words: string;
}

/** Whether the door did what it should about a fault. */
export function judge(fault: Fault, deliveries: readonly Delivered[]): Expected {
  const last = deliveries.at(-1)!;
  if (fault === 'replay') {
    const met = last.taken.length > 0 && last.taken.every(({ status }) => status === 'duplicate' || status === 'received');
    return met
      ? { met, words: 'As it should be: the replayed request is known by its event id and does nothing.' }
      : { met, words: 'This should not be: the replayed request was not known as a duplicate.' };
  }
  const code = last.problem?.code;
  const met =
    fault === 'bad-signature' ? ['bad-signature', 'bad-credentials', 'origin-refused'].includes(code ?? '') : code === 'stale-signature';
  return met
    ? { met, words: 'As it should be: refused, and nothing was stored.' }
    : { met, words: last.problem ? 'Refused, but for another reason than the fault: see above.' : 'This should not be: it was taken.' };
}

export const wasTaken = ({ problem, taken }: Delivered): boolean =>
  !problem && taken.length > 0 && taken.every(({ status }) => status !== 'rejected');
