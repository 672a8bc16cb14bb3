import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { cacheFolder } from './cache-folder.js';
import { Guardian } from './guardian.js';
import { freePort } from './ports.js';
import { createDatabase, databaseUrl, type EmbeddedPostgres, startPostgres } from './postgres.js';
import { startTemporal } from './temporal.js';
import { binarySources, findTemporal } from './temporal-binary.js';
import { clusterFoldersOf } from './postgres-folder.js';

export interface TestServicesOptions {
  /** Data and logs. A folder below the system's temporary one when left out; it is removed on stop either way. */
  home?: string;
  namespace?: string;
  searchAttributes?: readonly string[];
  env?: NodeJS.ProcessEnv;
  progress?: (line: string) => void;
}

export interface TestServices {
  home: string;
  /** Of an empty database. */
  databaseUrl: string;
  temporalAddress: string;
  namespace: string;
  /** Makes another database on the same server and answers its URL. @param template one to copy, to which nobody is connected */
  database(name: string, template?: string): Promise<string>;
  /** The two processes, for tests that end them. */
  pids: { postgres: number; temporal: number };
  stop(): Promise<void>;
}

const PASSWORD = 'for-tests-only';

/**
 * The same Postgres and Temporal as `npm start`, on free ports and in a folder of their own, the database without its crash safety.
 * They end with this process even when it is killed. About a second.
 */
export async function startServices(options: TestServicesOptions = {}): Promise<TestServices> {
  const env = options.env ?? process.env;
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'firstline-test-'));
  mkdirSync(home, { recursive: true });
  chmodSync(home, 0o711); // a temporary folder is private, and root's Postgres runs as somebody else
  const guardian = new Guardian();
  const starting = await Promise.allSettled([postgresOnAFreePort(home), temporalOnAFreePort(home, { ...options, env })]);
  const stop = async (): Promise<void> => {
    await Promise.all(starting.flatMap((start) => (start.status === 'fulfilled' ? [start.value.service.stop()] : [])));
    guardian.dismiss();
    for (const folder of [...clusterFoldersOf(join(home, 'postgres')), home]) await rm(folder, { recursive: true, force: true });
  };
  const [postgres, temporal] = starting;
  if (postgres.status === 'rejected' || temporal.status === 'rejected') {
    await stop();
    throw postgres.status === 'rejected' ? postgres.reason : (temporal as PromiseRejectedResult).reason;
  }
  guardian.watch(postgres.value.service.pid);
  guardian.watch(temporal.value.service.pid);
  const { port } = postgres.value;
  return {
    home,
    databaseUrl: postgres.value.url,
    temporalAddress: temporal.value.address,
    namespace: options.namespace ?? 'firstline',
    async database(name, template) {
      await createDatabase(databaseUrl({ port, password: PASSWORD, database: 'postgres' }), name, template);
      return databaseUrl({ port, password: PASSWORD, database: name });
    },
    pids: { postgres: postgres.value.service.pid, temporal: temporal.value.service.pid },
    stop,
  };
}

function postgresOnAFreePort(home: string): Promise<EmbeddedPostgres & { port: number }> {
  return retryOnTakenPort(async () => {
    const port = await freePort();
    const logFile = join(home, 'logs', 'postgres.log');
    const started = await startPostgres({ folder: join(home, 'postgres'), port, password: PASSWORD, durability: 'fast', logFile });
    return { ...started, port };
  });
}

async function temporalOnAFreePort(home: string, options: TestServicesOptions & { env: NodeJS.ProcessEnv }) {
  const { env, namespace = 'firstline', searchAttributes = [], progress = () => undefined } = options;
  const binary = await findTemporal(
    binarySources({ cacheFolder: cacheFolder(env, join(process.cwd(), '.firstline', 'cache')), env, progress }),
  );
  return retryOnTakenPort(async () =>
    startTemporal({
      binary: binary.path,
      folder: join(home, 'temporal'),
      port: await freePort(),
      uiPort: undefined,
      namespace,
      searchAttributes,
      logFile: join(home, 'logs', 'temporal.log'),
      env,
    }),
  );
}

/** Between asking for a free port and using it, another test run may have taken it. */
async function retryOnTakenPort<T>(start: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start();
    } catch (error) {
      if (attempt === 3 || !(error instanceof Error) || !/in use|could not create any TCP/i.test(error.message)) throw error;
    }
  }
}
