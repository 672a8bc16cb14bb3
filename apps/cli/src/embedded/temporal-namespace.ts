import { Connection } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';

/** As long as the signal table remembers an event by default: a duplicate within that time must meet the closed workflow too. */
export const RETENTION_DAYS = 30;
/** temporal.api.enums.v1.IndexedValueType.KEYWORD */
const KEYWORD = 2;
const SECONDS_A_DAY = 86_400;

/** @throws when the server does not serve the namespace in time */
export async function waitForTemporal(address: string, namespace: string, withinMs = 30_000): Promise<void> {
  const untilMs = performance.now() + withinMs;
  for (;;) {
    const failure = await withConnection(address, (connection) => connection.workflowService.describeNamespace({ namespace })).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure === undefined) return;
    if (performance.now() > untilMs)
      throw new Error(`Temporal at ${address} did not answer within ${withinMs / 1000} s`, { cause: failure });
    await sleep(30);
  }
}

/**
 * Gives the namespace its retention and its search attributes. The server's own start options do neither for a namespace that exists:
 * one made by an earlier release would reject every workflow that carries a newer attribute.
 */
export async function prepareNamespace({
  address,
  namespace,
  searchAttributes,
}: {
  address: string;
  namespace: string;
  searchAttributes: readonly string[];
}): Promise<void> {
  await withConnection(address, async ({ workflowService, operatorService }) => {
    const { config } = await workflowService.describeNamespace({ namespace });
    const retentionSeconds = RETENTION_DAYS * SECONDS_A_DAY;
    if (Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) < retentionSeconds) {
      await workflowService.updateNamespace({
        namespace,
        config: { workflowExecutionRetentionTtl: { seconds: retentionSeconds as unknown as Long } },
      });
    }
    const missing = async (): Promise<string[]> => {
      const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
      return searchAttributes.filter((name) => customAttributes?.[name] === undefined);
    };
    const toAdd = await missing();
    if (toAdd.length === 0) return;
    await operatorService.addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(toAdd.map((name) => [name, KEYWORD])) });
    while ((await missing()).length > 0) await sleep(50);
  });
}

async function withConnection<T>(address: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}
