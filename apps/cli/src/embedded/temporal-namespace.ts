import { setTimeout as sleep } from 'node:timers/promises';

import { ensureNamespace, ensureSearchAttributes } from '@firstline/platform/temporal/prepare-server';
import { Client, Connection } from '@temporalio/client';

import { isListening } from './ports.js';

/** As long as the signal table remembers an event by default: a duplicate within that time must meet the closed workflow too. */
const RETENTION_DAYS = 30;
const SECONDS_A_DAY = 86_400;

export interface NamespaceOptions {
  address: string;
  namespace: string;
  /** Names of keyword search attributes. */
  searchAttributes: readonly string[];
}

/** @throws when the server does not serve the namespace in time */
export async function waitForTemporal({ address, namespace }: NamespaceOptions, withinMs = 30_000): Promise<void> {
  const untilMs = performance.now() + withinMs;
  for (let failure: unknown; ;) {
    try {
      // gRPC waits a second between two tries; asking the port costs nothing.
      if (await isListening(address)) {
        return await withClient(
          { address, namespace },
          async ({ workflowService }) => void (await workflowService.describeNamespace({ namespace })),
        );
      }
    } catch (error) {
      failure = error;
    }
    if (performance.now() > untilMs)
      throw new Error(`Temporal at ${address} did not answer within ${withinMs / 1000} s`, { cause: failure });
    await sleep(30);
  }
}

/**
 * Gives our own server's namespace its retention and its search attributes. The server's start options do neither for a namespace that
 * exists: one made by an earlier release would reject every workflow that carries a newer attribute.
 */
export async function prepareOwnNamespace({ address, namespace, searchAttributes }: NamespaceOptions): Promise<void> {
  await withClient({ address, namespace }, async (client) => {
    const { config } = await client.workflowService.describeNamespace({ namespace });
    const seconds = RETENTION_DAYS * SECONDS_A_DAY;
    if (Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) < seconds) {
      const workflowExecutionRetentionTtl = { seconds: seconds as unknown as Long }; // on the wire any integer will do
      await client.workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl } });
    }
    await ensureSearchAttributes(client, searchAttributes);
  });
}

/** For a server that somebody else runs: makes what is missing, where we are let. */
export async function prepareTheirNamespace(client: Client, searchAttributes: readonly string[]): Promise<void> {
  await ensureNamespace(client, { retentionDays: RETENTION_DAYS });
  await ensureSearchAttributes(client, searchAttributes);
}

async function withClient<T>(
  { address, namespace }: { address: string; namespace: string },
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  try {
    return await work(new Client({ connection, namespace }));
  } finally {
    await connection.close();
  }
}
