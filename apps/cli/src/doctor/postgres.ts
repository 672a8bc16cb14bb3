import { fileURLToPath } from 'node:url';

import { migrationStatus } from '@firstline/platform/migrate/migrate';
import { Client } from 'pg';

import { span } from '../screen/times.js';
import type { Installation } from './installation.js';
import { broken, type Line, ok, reason, skipped, untoldLine, warn } from './line.js';
import { serverRow, type ServerRow } from './postgres.sql.js';

/** From apps/cli/dist/doctor or apps/cli/src/doctor. */
const MIGRATIONS = fileURLToPath(new URL('../../../../prisma/migrations', import.meta.url));
const ANSWER_WITHIN_MS = 4_000;
/** Signatures are taken within five minutes, both ways; clocks that differ by seconds already make reports odd. */
const CLOCKS_MAY_DIFFER_MS = 5_000;
const OLD_TRANSACTION_SECONDS = 300;

/** Runs `look` with a connection of its own. @throws what the server or the socket said */
export async function withPostgres<T>(url: string, look: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: ANSWER_WITHIN_MS,
    statement_timeout: ANSWER_WITHIN_MS,
    application_name: 'firstline-doctor',
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await look(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

export async function postgresLines({ env, given, fresh, untold }: Installation): Promise<Line[]> {
  const url = env['DATABASE_URL'];
  if (!url && untold.includes('DATABASE_URL')) return [untoldLine('Reachable', 'DATABASE_URL')];
  if (!url && fresh) return [skipped('Reachable', 'none yet: the first npm start brings one')];
  if (!url) return [broken('Reachable', 'no database is known', 'Run npm start once, or set DATABASE_URL.')];
  const startedAtMs = performance.now();
  try {
    const server = await withPostgres(url, serverRow);
    const tookMs = performance.now() - startedAtMs;
    return [
      ok('Reachable', `${server.database}, version ${server.version}, in ${span(tookMs)}`),
      await migrationsLine(url),
      connectionsLine(server),
      transactionsLine(server),
      clockLine(server.nowMs - Date.now()),
      ok('Size', `${(Number(server.bytes) / 1_048_576).toFixed(1)} MiB`),
    ];
  } catch (error) {
    const advice = given['DATABASE_URL']
      ? 'Check that it runs, and that DATABASE_URL names it. Signals are still taken, through Temporal.'
      : 'Start it: npm start';
    return [broken('Reachable', reason(error), advice)];
  }
}

async function migrationsLine(databaseUrl: string): Promise<Line> {
  try {
    const { applied, pending, refusals } = await migrationStatus({ databaseUrl, folder: MIGRATIONS });
    if (refusals.length > 0)
      return broken('Migrations', refusals.join(' '), 'docs/operations.md, "Database migrations", says how to go on.');
    if (pending.length > 0)
      return broken(
        'Migrations',
        `${pending.length} not applied yet: ${pending.join(', ')}`,
        'npm start applies them, or the migrate job of docker/compose.yaml.',
      );
    return ok('Migrations', `all ${applied.length} applied`);
  } catch (error) {
    return broken('Migrations', reason(error), 'docs/operations.md, "Database migrations".');
  }
}

export function connectionsLine({ used, most }: Pick<ServerRow, 'used' | 'most'>): Line {
  const says = `${used} of ${most} in use`;
  return used / most > 0.8
    ? warn(
        'Connections',
        says,
        'Lower DATABASE_POOL_SIZE of each process, or raise max_connections: beyond it signals go through Temporal.',
      )
    : ok('Connections', says);
}

export function transactionsLine({ oldestSeconds }: Pick<ServerRow, 'oldestSeconds'>): Line {
  if (oldestSeconds === null || oldestSeconds < OLD_TRANSACTION_SECONDS) return ok('Transactions', 'none is open for long');
  return warn(
    'Transactions',
    `one has been open for ${span(oldestSeconds * 1_000)}`,
    'It holds locks and keeps rows from being cleaned up: find it in pg_stat_activity.',
  );
}

export function clockLine(aheadMs: number): Line {
  if (Math.abs(aheadMs) < CLOCKS_MAY_DIFFER_MS) return ok('Clock', 'agrees with this machine');
  return warn(
    'Clock',
    `is ${span(Math.abs(aheadMs))} ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine`,
    'Set both by NTP: signatures are taken five minutes around now, and deadlines are instants.',
  );
}
