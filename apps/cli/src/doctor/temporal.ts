import { lanes } from '@firstline/domain/signal/signal-types';
import { Secret } from '@firstline/platform/config/secret';
import { connectTemporal, withinMs } from '@firstline/platform/temporal/connect';
import { grpcCode, grpcCodeOf } from '@firstline/platform/temporal/grpc-failure';
import { searchAttributeNames } from '@firstline/workflows/search-attributes/contract';
import { OPERATE_QUEUE, taskQueue } from '@firstline/workflows/task-queues/contract';
import { type Client, Connection } from '@temporalio/client';

import { span } from '../screen/times.js';
import type { Installation } from './installation.js';
import { broken, type Line, ok, reason, skipped, untoldLine, warn } from './line.js';

const ANSWER_WITHIN_MS = 4_000;
/** A worker asks for work at least once a minute. */
const SEEN_WITHIN_MS = 90_000;
/** A worker that keeps up leaves nothing for seconds. */
const BACKLOG_OLD_MS = 10_000;
const DAY_MS = 86_400_000;
/** temporal.api.enums.v1.TaskQueueType */
const WORKFLOW = 1;
const ACTIVITY = 2;

export async function temporalLines({ env, up, given }: Installation, dedupeDays: number): Promise<Line[]> {
  const address = env['TEMPORAL_ADDRESS'];
  if (!address) return [untoldLine('Reachable', 'TEMPORAL_ADDRESS')];
  const client = connectTemporal({
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: up.namespace,
    TEMPORAL_API_KEY: env['TEMPORAL_API_KEY'] ? new Secret(env['TEMPORAL_API_KEY']) : undefined,
    // Nothing that is sealed is read here, and nothing is sealed.
    FIRSTLINE_PAYLOAD_KEYS: new Secret(env['FIRSTLINE_PAYLOAD_KEYS'] || `none:${Buffer.alloc(32).toString('base64')}`),
  });
  const ask = <T>(call: () => Promise<T>): Promise<T> => withinMs(client, ANSWER_WITHIN_MS, call);
  try {
    const startedAtMs = performance.now();
    const { serverVersion } = await ask(() => client.workflowService.getSystemInfo({}));
    const reachable = ok('Reachable', `${address}, version ${serverVersion}, in ${span(performance.now() - startedAtMs)}`);
    const namespace = await namespaceLine(client, ask, dedupeDays);
    if (namespace.state === 'broken') return [reachable, namespace];
    return [reachable, namespace, await attributesLine(client, ask), ...(await queueLines(client, ask))];
  } catch (error) {
    const advice = given['TEMPORAL_ADDRESS']
      ? 'Check that it runs, and that TEMPORAL_ADDRESS names it. Signals are stored meanwhile and start when it is back.'
      : 'Start it: npm start';
    return [broken('Reachable', `${address}: ${plainly(reason(error))}`, advice)];
  } finally {
    await client.connection.close();
  }
}

/** gRPC wraps what the socket said into what it thought about it. */
const plainly = (text: string): string =>
  text
    .replace(/^\d+ [A-Z_]+: /, '')
    .replace(/^No connection established\. Last error: Error: /, '')
    .replace(/\.? *Resolution note:.*$/, '');

type Ask = <T>(call: () => Promise<T>) => Promise<T>;

async function namespaceLine(client: Client, ask: Ask, dedupeDays: number): Promise<Line> {
  const { namespace } = client.options;
  try {
    const { config } = await ask(() => client.workflowService.describeNamespace({ namespace }));
    const days = Math.round((Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) * 1_000) / DAY_MS);
    const says = `"${namespace}", closed workflows are kept for ${days} days`;
    if (days >= dedupeDays) return ok('Namespace', says);
    return warn(
      'Namespace',
      `${says}; a connection recognises repeats for ${dedupeDays}`,
      `Keep them as long: temporal operator namespace update --retention ${dedupeDays}d -n ${namespace}`,
    );
  } catch (error) {
    if (grpcCodeOf(error) !== grpcCode.notFound)
      return broken('Namespace', reason(error), 'Check TEMPORAL_NAMESPACE and TEMPORAL_API_KEY.');
    return broken(
      'Namespace',
      `there is no namespace "${namespace}"`,
      'The worker makes it when it starts; Temporal Cloud wants it made there. TEMPORAL_NAMESPACE names it.',
    );
  }
}

async function attributesLine(client: Client, ask: Ask): Promise<Line> {
  if (!(client.connection instanceof Connection)) return skipped('Search attributes', 'cannot be asked over this connection');
  const { operatorService } = client.connection;
  try {
    const { customAttributes } = await ask(() => operatorService.listSearchAttributes({ namespace: client.options.namespace }));
    const missing = searchAttributeNames.filter((name) => customAttributes[name] === undefined);
    if (missing.length === 0) return ok('Search attributes', `all ${searchAttributeNames.length} are there`);
    return broken(
      'Search attributes',
      `missing: ${missing.join(', ')}`,
      'The worker adds them when it starts; on Temporal Cloud add them there, as keywords.',
    );
  } catch (error) {
    return skipped('Search attributes', `cannot be asked here: ${reason(error)}`); // Temporal Cloud
  }
}

interface Seen {
  queue: string;
  workers: number;
  waiting: number;
  oldestMs: number;
}

/** Each queue by itself: one lane without a worker is a lane whose leads nobody hears of. */
async function queueLines(client: Client, ask: Ask): Promise<Line[]> {
  const queues = [...lanes.flatMap((lane) => [taskQueue('qualify', lane), taskQueue('act', lane)]).sort(), OPERATE_QUEUE];
  const seen = await Promise.all(queues.map((queue) => seenOn(client, ask, queue)));
  return queueVerdicts(seen);
}

export function queueVerdicts(seen: readonly Seen[]): Line[] {
  const deserted = seen.filter(({ workers }) => workers === 0);
  const behind = seen.filter(({ workers, oldestMs }) => workers > 0 && oldestMs > BACKLOG_OLD_MS);
  const waiting = seen.reduce((sum, one) => sum + one.waiting, 0);
  const workers = Math.max(0, ...seen.map((one) => one.workers));
  const lines: Line[] = [];
  if (deserted.length === seen.length)
    lines.push(broken('Workers', 'nobody looks for work on any queue, so nothing moves', 'Start one: npm start, or the worker container.'));
  else {
    for (const { queue, waiting: tasks } of deserted)
      lines.push(
        broken(
          queue,
          `no worker looks for work here${tasks > 0 ? `, and ${tasks} tasks wait` : ''}`,
          'Every worker serves every queue: one of an older release may run. Restart it.',
        ),
      );
    if (deserted.length === 0) lines.push(ok('Workers', `${workers} on each of the ${seen.length} queues`));
  }
  for (const { queue, waiting: tasks, oldestMs } of behind)
    lines.push(warn(queue, `${tasks} tasks wait, the oldest for ${span(oldestMs)}`, 'The workers cannot keep up: add one.'));
  if (behind.length === 0) lines.push(ok('Backlog', waiting === 0 ? 'none' : `${waiting} tasks, just arrived`));
  return lines;
}

async function seenOn(client: Client, ask: Ask, queue: string): Promise<Seen> {
  const types = queue.includes('-act-') ? [ACTIVITY] : [WORKFLOW, ACTIVITY];
  const answers = await Promise.all(
    types.map((taskQueueType) =>
      ask(() =>
        client.workflowService.describeTaskQueue({
          namespace: client.options.namespace,
          taskQueue: { name: queue },
          taskQueueType,
          reportStats: true,
        }),
      ),
    ),
  );
  const nowMs = Date.now();
  const recent = answers.map(
    ({ pollers }) => pollers.filter(({ lastAccessTime }) => nowMs - Number(lastAccessTime?.seconds ?? 0) * 1_000 < SEEN_WITHIN_MS).length,
  );
  const stats = answers.flatMap(({ stats: each }) => each ?? []);
  return {
    queue,
    workers: Math.min(...recent),
    waiting: stats.reduce((sum, { approximateBacklogCount }) => sum + Number(approximateBacklogCount ?? 0), 0),
    oldestMs: Math.max(0, ...stats.map(({ approximateBacklogAge }) => Number(approximateBacklogAge?.seconds ?? 0) * 1_000)),
  };
}
