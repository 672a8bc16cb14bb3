import { createHash, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';

import { migrate } from '@firstline/platform/migrate/migrate';
import { Client } from 'pg';

import { duration } from './terminal.js';
import type { Starting } from './starting.js';

/** From apps/cli/dist/up or apps/cli/src/up. */
const MIGRATIONS = fileURLToPath(new URL('../../../../prisma/migrations', import.meta.url));

/** The connection that signals sent with the local ingest key belong to; config/connections.yaml has it. */
export const LOCAL_CONNECTION = 'api';

/** Brings the schema up to date and makes the two local keys known. */
export async function prepareDatabase(databaseUrl: string, { terminal, keys }: Starting): Promise<void> {
  await terminal.step('Database', 'applying migrations', async (tell) => {
    const { applied, already } = await migrate({
      databaseUrl,
      folder: MIGRATIONS,
      onWaiting: () => tell('another start is applying migrations; waiting for it'),
      onApplied: ({ name, durationMs }) => tell(`applied ${name} in ${duration(durationMs)}`),
    });
    await registerKeys(databaseUrl, [
      { name: 'local-operator', key: keys.operator, scopes: ['operate'], connection: null },
      { name: 'local-ingest', key: keys.ingest, scopes: ['ingest'], connection: LOCAL_CONNECTION },
    ]);
    const count = (n: number): string => `${n} migration${n === 1 ? '' : 's'}`;
    return { detail: applied.length === 0 ? `up to date, ${count(already)}` : `${count(applied.length)} applied`, result: undefined };
  });
}

interface LocalKey {
  name: string;
  key: string;
  scopes: string[];
  connection: string | null;
}

/** By name: a home that was reset brings new keys to a database that stayed. Only hashes are stored. */
async function registerKeys(databaseUrl: string, keys: LocalKey[]): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    for (const { name, key, scopes, connection } of keys) {
      await client.query(
        `INSERT INTO api_key (id, name, hash, scopes, connection) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, scopes = excluded.scopes, connection = excluded.connection, revoked_at = NULL`,
        [randomUUID(), name, createHash('sha256').update(key, 'utf8').digest(), scopes, connection],
      );
    }
  } finally {
    await client.end();
  }
}
