import { randomUUID } from 'node:crypto';
import { loadConfig, type Config } from '@firstline/platform/config/config';
import { openDatabase, type Database } from '@firstline/platform/db/db';
import { connectTemporal } from '@firstline/platform/temporal/connect';
import type { Client } from '@temporalio/client';
import { Client as PgClient } from 'pg';
import { inject } from 'vitest';

/** A database and a namespace of this test file's own, on the shared servers. */
export interface FileServices {
  config: Config;
  /** As text: for child processes and plain clients. */
  env: Record<string, string>;
  db: Database;
  client: Client;
  stop(): Promise<void>;
}

/**
 * Opens what a test file needs. Call it in `beforeAll`, and `stop` in `afterAll`: it ends the workflows that are left, so that the next
 * file in this namespace starts with none.
 */
export async function openServices(settings: Record<string, string> = {}): Promise<FileServices> {
  const shared = inject('services');
  const name = `t_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  const databaseUrl = await copyOfTemplate(shared.templateUrl, name);
  const pool = Number(process.env['VITEST_POOL_ID'] ?? '1');
  const env = {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: shared.temporalAddress,
    TEMPORAL_NAMESPACE: shared.namespaces[1 + ((pool - 1) % (shared.namespaces.length - 1))]!,
    FIRSTLINE_PAYLOAD_KEYS: shared.payloadKeys,
    FIRSTLINE_SESSION_KEY: shared.sessionKey,
    FIRSTLINE_LOG_LEVEL: 'silent',
    ...settings,
  };
  const config = loadConfig(env);
  const db = openDatabase({ url: config.DATABASE_URL, poolSize: 6, applicationName: `test ${name}` });
  const client = connectTemporal(config);
  return {
    config,
    env,
    db,
    client,
    stop: async () => {
      await endWorkflows(client);
      await client.connection.close();
      await db.$disconnect();
    },
  };
}

async function copyOfTemplate(templateUrl: string, name: string): Promise<string> {
  const url = new URL(templateUrl);
  const template = url.pathname.slice(1);
  url.pathname = '/postgres';
  const pg = new PgClient({ connectionString: url.href });
  await pg.connect();
  try {
    await pg.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  } finally {
    await pg.end();
  }
  url.pathname = `/${name}`;
  return url.href;
}

async function endWorkflows(client: Client): Promise<void> {
  for await (const { workflowId, runId } of client.workflow.list({ query: 'ExecutionStatus = "Running"' }))
    await client.workflow
      .getHandle(workflowId, runId)
      .terminate('the test is over')
      .catch(() => undefined);
}
