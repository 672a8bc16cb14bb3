import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { withinMs } from './connect.js';
import { grpcCode, grpcCodeOf } from './grpc-failure.js';

const KEYWORD = 2; // temporal.api.enums.v1.IndexedValueType
const CALL_MS = 5_000;
const DAY_MS = 86_400_000;

/**
 * Makes the client's namespace if it is missing, and waits until it can be used: a server's frontends learn of it some seconds later.
 * Twice, or by two processes at once, is the same as once.
 * @param retentionDays how long closed workflows stay readable; for a namespace made here only. 30, as the signal table: a duplicate within it meets the closed workflow
 */
export async function ensureNamespace(client: Client, { retentionDays = 30, timeoutMs = 30_000 } = {}): Promise<'made' | 'already'> {
  const { workflowService } = client.connection;
  const namespace = client.options.namespace;
  let made: 'made' | 'already' = 'already';
  try {
    await withinMs(client, CALL_MS, () => workflowService.describeNamespace({ namespace }));
  } catch (error) {
    if (grpcCodeOf(error) !== grpcCode.notFound) throw refusedToPrepare(`look up the namespace "${namespace}"`, error);
    made = await register(client, namespace, retentionDays);
  }
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      await withinMs(client, CALL_MS, () => workflowService.countWorkflowExecutions({ namespace }));
      return made;
    } catch (error) {
      if (grpcCodeOf(error) !== grpcCode.notFound || Date.now() > deadline)
        throw refusedToPrepare(`use the namespace "${namespace}"`, error);
      await sleep(200);
    }
  }
}

async function register(client: Client, namespace: string, retentionDays: number): Promise<'made' | 'already'> {
  try {
    await withinMs(client, CALL_MS, () =>
      client.connection.workflowService.registerNamespace({
        namespace,
        description: 'Firstline',
        workflowExecutionRetentionPeriod: msToTs(retentionDays * DAY_MS),
      }),
    );
    return 'made';
  } catch (error) {
    if (grpcCodeOf(error) === grpcCode.alreadyExists) return 'already'; // another process was faster
    throw refusedToPrepare(`make the namespace "${namespace}"`, error);
  }
}

/**
 * Registers keyword search attributes that the namespace does not have, and waits until they can be used.
 * @throws Error when one exists with another type, or when the server does not let us (Temporal Cloud): the message says what to do
 */
export async function ensureSearchAttributes(client: Client, names: readonly string[], { timeoutMs = 30_000 } = {}): Promise<string[]> {
  const missing = missingFrom(await searchAttributes(client), names);
  if (missing.length === 0) return [];
  const { namespace } = client.options;
  try {
    await withinMs(client, CALL_MS, () =>
      operatorService(client).addSearchAttributes({
        namespace,
        searchAttributes: Object.fromEntries(missing.map((name) => [name, KEYWORD])),
      }),
    );
  } catch (error) {
    if (grpcCodeOf(error) !== grpcCode.alreadyExists) throw refusedToPrepare(`add the search attributes ${missing.join(', ')}`, error);
  }
  const deadline = Date.now() + timeoutMs;
  while (missingFrom(await searchAttributes(client), missing).length > 0) {
    if (Date.now() > deadline) throw new Error(`Temporal did not show the search attributes ${missing.join(', ')} within ${timeoutMs} ms`);
    await sleep(200);
  }
  return missing;
}

function missingFrom(known: Record<string, number>, names: readonly string[]): string[] {
  const wrong = names.filter((name) => known[name] !== undefined && known[name] !== KEYWORD);
  if (wrong.length > 0) {
    throw new Error(
      `The namespace has ${wrong.join(', ')} with another type than Keyword: remove with \`temporal operator search-attribute remove\`, or use another namespace`,
    );
  }
  return names.filter((name) => known[name] === undefined);
}

async function searchAttributes(client: Client): Promise<Record<string, number>> {
  const { namespace } = client.options;
  try {
    const { customAttributes } = await withinMs(client, CALL_MS, () => operatorService(client).listSearchAttributes({ namespace }));
    return customAttributes;
  } catch (error) {
    throw refusedToPrepare(`list the search attributes of "${namespace}"`, error);
  }
}

function operatorService(client: Client) {
  if (client.connection instanceof Connection) return client.connection.operatorService;
  throw new Error('search attributes can only be registered over an ordinary connection, not over a worker’s');
}

function refusedToPrepare(what: string, error: unknown): Error {
  const code = grpcCodeOf(error);
  const cloud = code === grpcCode.permissionDenied || code === grpcCode.unimplemented || code === grpcCode.unauthenticated;
  const advice = cloud
    ? 'this server does not let us (Temporal Cloud never does): make it there by hand, see docs/operations.md'
    : error instanceof Error
      ? error.message
      : String(error);
  return new Error(`Could not ${what}: ${advice}`, { cause: error });
}
