import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chown, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client, type DatabaseError, escapeIdentifier } from 'pg';

import { type PostgresBinaries, postgresBinaries } from './postgres-binaries.js';
import { clusterFolder, ownFolder, SHARED_STATE } from './postgres-folder.js';
import { leftoverOf } from './postmaster-pid.js';
import { commandLineOf, endProcess } from './processes.js';
import { Service } from './service.js';
import { postgresUser, type SystemUser } from './system-user.js';

export const DATABASE_USER = 'firstline';
export const DATABASE_NAME = 'firstline';

export interface PostgresOptions {
  /** Holds the cluster. Root's Postgres may have to live elsewhere, see `dataFolder` of the result. */
  folder: string;
  port: number;
  /** For the only user of this cluster. Kept by the caller: a cluster is made with it once. */
  password: string;
  /** `fast` does not survive a crash of the machine: for tests that are not about crashes. */
  durability: 'crash-safe' | 'fast';
  logFile: string;
  /** Told of each process as soon as there is one; a start after a crash may need several. */
  spawned?: (service: Service) => void;
}

export interface EmbeddedPostgres {
  service: Service;
  url: string;
  dataFolder: string;
}

/** Recovery after a crash replays what was written since the last checkpoint; a minute is many gigabytes. */
const READY_WITHIN_MS = 60_000;
/** A killed server's children hold its shared memory for a moment; measured: some seconds at most. */
const RETRIES_AFTER_CRASH = 8;

/** Postgres, in a cluster of its own, on the loopback address alone. One left over from a killed start is ended first. */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const user = postgresUser();
  const folder = clusterFolder(options.folder, user);
  const binaries = await postgresBinaries(user, SHARED_STATE);
  const dataFolder = join(folder, 'data');

  await endLeftover(dataFolder);
  if (!existsSync(join(dataFolder, 'PG_VERSION'))) await makeCluster(binaries, { dataFolder, user, password: options.password });

  const url = databaseUrl({ ...options, database: DATABASE_NAME });
  for (let attempt = 1; ; attempt++) {
    const service = await Service.start({
      command: binaries.postgres,
      args: ['-D', dataFolder, '-p', String(options.port), ...flags(options.durability)],
      ...user,
      cwd: '/', // ours may be closed to Postgres' user
      logFile: options.logFile,
      stopSignal: 'SIGINT', // "fast": roll back what is open; SIGTERM would wait for clients to leave
      stopWithinMs: 10_000,
    });
    options.spawned?.(service);
    const failure = await becomesReady(service, databaseUrl({ ...options, database: 'postgres' }));
    if (!failure) {
      await createDatabase(databaseUrl({ ...options, database: 'postgres' }), DATABASE_NAME);
      return { service, url, dataFolder };
    }
    await service.stop();
    const maybeOnlyNotYetGone = /lock file "postmaster\.pid"|shared memory block/.test(failure);
    if (!maybeOnlyNotYetGone || attempt > RETRIES_AFTER_CRASH) {
      throw new Error(`Postgres did not start. Its last words (${options.logFile}):\n${failure}`);
    }
    await sleep(700);
    await endLeftover(dataFolder);
  }
}

export function databaseUrl({ port, password, database }: { port: number; password: string; database: string }): string {
  return `postgresql://${DATABASE_USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/** Makes a database unless it is there. @param template another database of the same server, to which nobody is connected */
export async function createDatabase(adminUrl: string, name: string, template?: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount) return;
    const from = template ? ` TEMPLATE ${escapeIdentifier(template)}` : '';
    await client.query(`CREATE DATABASE ${escapeIdentifier(name)}${from}`);
  } finally {
    await client.end();
  }
}

function flags(durability: PostgresOptions['durability']): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '', // no socket file: nothing to collide on, nothing to clean up
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    jit: 'off', // compiles plans of large queries; ours are small and would only wait for it
    max_connections: durability === 'fast' ? '200' : '100',
    ...(durability === 'fast' ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Made aside and renamed, so that one killed half way is not taken for a cluster. */
async function makeCluster(
  { initdb }: PostgresBinaries,
  { dataFolder, user, password }: { dataFolder: string; user: SystemUser | undefined; password: string },
): Promise<void> {
  const half = `${dataFolder}.new`;
  await rm(half, { recursive: true, force: true });
  await rm(dataFolder, { recursive: true, force: true }); // without PG_VERSION it never was one
  ownFolder(half, user);
  const secrets = await mkdtemp(join(tmpdir(), 'firstline-')); // mode 700
  const passwordFile = join(secrets, 'password');
  try {
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (user) for (const path of [passwordFile, secrets]) await chown(path, user.uid, user.gid);
    const how = ['--encoding=UTF8', '--locale=C.UTF-8', '--lc-messages=C', '--auth=scram-sha-256', '--no-instructions'];
    await promisify(execFile)(initdb, [`--pgdata=${half}`, `--username=${DATABASE_USER}`, `--pwfile=${passwordFile}`, ...how], {
      ...user,
      cwd: '/',
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    });
    await rename(half, dataFolder);
  } catch (error) {
    await rm(half, { recursive: true, force: true });
    const said = (error as { stderr?: string }).stderr?.trim();
    throw new Error(`The Postgres cluster in ${dataFolder} could not be made: ${said || String(error)}`, { cause: error });
  } finally {
    await rm(secrets, { recursive: true, force: true });
  }
}

async function endLeftover(dataFolder: string): Promise<void> {
  const pidFile = join(dataFolder, 'postmaster.pid');
  const text = existsSync(pidFile) ? readFileSync(pidFile, 'utf8') : undefined;
  const leftover = leftoverOf(text, dataFolder, commandLineOf);
  if (leftover.is === 'running') await endProcess(leftover.pid, { signal: 'SIGINT', withinMs: 10_000 });
  if (leftover.is === 'stranger') await rm(pidFile, { force: true });
}

/** @returns why not */
async function becomesReady(service: Service, adminUrl: string): Promise<string | undefined> {
  const untilMs = performance.now() + READY_WITHIN_MS;
  for (;;) {
    if (service.exit) return service.logTail(8) || 'nothing';
    const refusal = await tryOnce(adminUrl);
    if (!refusal) return undefined;
    if (refusal === 'wrong-password') {
      await sleep(300); // another server on this port says so too, and ours has then given up
      if (service.exit) return service.logTail(8);
      return 'The password of the embedded database does not fit its data. Restore postgres.key, or start clean: npm start -- --reset';
    }
    if (performance.now() > untilMs) return `not ready within ${READY_WITHIN_MS / 1000} s\n${service.logTail(8)}`;
    await sleep(20);
  }
}

async function tryOnce(connectionString: string): Promise<'not-yet' | 'wrong-password' | undefined> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return undefined;
  } catch (error) {
    return (error as DatabaseError).code === '28P01' ? 'wrong-password' : 'not-yet';
  } finally {
    await client.end().catch(() => undefined);
  }
}
