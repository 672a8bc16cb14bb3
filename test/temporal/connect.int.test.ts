import { randomUUID } from 'node:crypto';
import { type Socket, createServer } from 'node:net';
import { loadConfig } from '@firstline/platform/config/config';
import { newKey } from '@firstline/platform/crypto/key-ring';
import { connectTemporal, withinMs } from '@firstline/platform/temporal/connect';
import { isTemporalDown } from '@firstline/platform/temporal/grpc-failure';
import { ensureNamespace, ensureSearchAttributes } from '@firstline/platform/temporal/prepare-server';
import type { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

const namespace = `t-${randomUUID().slice(0, 8)}`;
const keys = newKey('k1');
const clients: Client[] = [];

function connect(change: Record<string, string> = {}): Client {
  const { templateUrl, temporalAddress, sessionKey } = inject('services');
  const settings = {
    DATABASE_URL: templateUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_NAMESPACE: namespace,
    FIRSTLINE_SESSION_KEY: sessionKey,
    FIRSTLINE_PAYLOAD_KEYS: keys,
  };
  const client = connectTemporal(loadConfig({ ...settings, ...change }));
  clients.push(client);
  return client;
}
const start = (client: Client, args: unknown[], ms = 5_000) =>
  withinMs(client, ms, () =>
    client.workflow.start('nobodyRunsThis', {
      workflowId: `w/${randomUUID()}`,
      taskQueue: 'nobody',
      args,
      staticSummary: 'waiting for Ana until 14:05',
    }),
  );

let client: Client;
beforeAll(() => {
  client = connect();
});
afterAll(() => Promise.all(clients.map(({ connection }) => connection.close())));

describe('a Temporal server that we did not start', () => {
  it('gets our namespace once, however many ask at the same time', async () => {
    const made = await Promise.all([ensureNamespace(client), ensureNamespace(connect()), ensureNamespace(connect())]);
    expect(made.filter((answer) => answer === 'made')).toHaveLength(1);
    expect(await ensureNamespace(client)).toBe('already');
  });

  it('gets the search attributes that it lacks, and refuses one of another type', async () => {
    const names = ['FirstlineStage', 'FirstlineLayer'];
    await Promise.all([ensureSearchAttributes(client, names), ensureSearchAttributes(connect(), names)]);
    expect(await ensureSearchAttributes(client, names)).toEqual([]);
    expect(await ensureSearchAttributes(client, [...names, 'FirstlineRep'])).toEqual(['FirstlineRep']);
    const { operatorService } = client.connection as Connection;
    await operatorService.addSearchAttributes({ namespace, searchAttributes: { FirstlineTerritory: 3 } }); // an integer
    await expect(ensureSearchAttributes(client, ['FirstlineTerritory'])).rejects.toThrow(/another type/);
  });

  it('never sees a person, and shows the story in clear', async () => {
    const handle = await start(client, [{ signalId: 's1', inline: '{"person":{"email":"ada@lovelace.example"}}' }]);
    const plain = connect({ FIRSTLINE_PAYLOAD_KEYS: newKey('other') });
    const raw = JSON.stringify(
      await plain.workflowService.getWorkflowExecutionHistory({ namespace, execution: { workflowId: handle.workflowId } }),
    );
    const bytes = Buffer.from(raw).toString();
    expect(bytes).not.toContain(Buffer.from('ada@lovelace').toString('base64').slice(0, 12));
    const described = await plain.workflow.getHandle(handle.workflowId).describe();
    expect(await described.staticSummary()).toBe('waiting for Ana until 14:05');
    await handle.terminate();
  });

  it('is given up at the deadline when it accepts and does not answer, and at once when nobody listens', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address() as { port: number };
    const startedAt = performance.now();
    await expect(start(connect({ TEMPORAL_ADDRESS: `127.0.0.1:${address.port}` }), [], 400)).rejects.toSatisfy(isTemporalDown);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
    await expect(start(connect({ TEMPORAL_ADDRESS: `127.0.0.1:${address.port}` }), [])).rejects.toSatisfy(isTemporalDown);
  });
});
