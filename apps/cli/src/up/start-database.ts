import { Client } from 'pg';

import { startPostgres } from '../embedded/postgres.js';
import type { Starting } from './starting.js';

/** A server of our own, or the one that DATABASE_URL names. @returns its connection string */
export async function startDatabase({ settings, home, keys, terminal, supervise }: Starting): Promise<string> {
  const given = settings.external.databaseUrl;
  if (given) return terminal.step('Postgres', 'connecting', async () => ({ detail: await describeServer(given), result: given }));

  return terminal.step('Postgres', 'starting, 2 s the first time', async () => {
    let url = '';
    await supervise('Postgres', async (spawned) => {
      const started = await startPostgres({
        folder: home.postgres,
        port: settings.postgresPort,
        password: keys.postgres,
        durability: 'crash-safe',
        logFile: home.log('postgres'),
        spawned,
      });
      url = started.url;
      return started.service;
    });
    return { detail: `port ${settings.postgresPort}`, result: url };
  });
}

async function describeServer(connectionString: string): Promise<string> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string; database: string }>(
      `SELECT current_setting('server_version') AS version, current_database() AS database`,
    );
    const [server] = rows;
    return `from DATABASE_URL: ${server?.database} on ${client.host}, version ${server?.version.split(' ')[0]}`;
  } catch (error) {
    throw new Error(
      `The Postgres that DATABASE_URL names (${client.host}:${client.port}) cannot be used: ${reason(error)}\n` +
        'Correct it, or leave DATABASE_URL out: then Firstline starts a Postgres of its own.',
      { cause: error },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Node joins the failures of IPv4 and IPv6 into an error without a message. */
function reason(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  return message || code || 'no reason given';
}
