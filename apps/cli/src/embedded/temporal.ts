import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { commandLineOf, endProcess } from './processes.js';
import { Service } from './service.js';
import { prepareOwnNamespace, waitForTemporal } from './temporal-namespace.js';

/**
 * A development server has one history shard, which polls its queues 20 times a second unless told otherwise: 50 ms for every step
 * of a workflow. Measured: docs/decisions/003-poll-rate.md.
 */
const DYNAMIC_CONFIG = [
  'history.transferProcessorMaxPollRPS=2000',
  'history.timerProcessorMaxPollRPS=2000',
  'history.visibilityProcessorMaxPollRPS=500',
  'system.enableActivityEagerExecution=true',
  // Servers whose clocks differ fire no timer earlier than a second from now; here there is one clock. Short timers and quick retries
  // were late by up to 0.9 s, and are by 2 ms.
  'history.timerProcessorMaxTimeShift="10ms"',
];

/** Survives a kill of the process; a power cut may take the last moments, as it may with any development server. */
const DATABASE_PRAGMAS = ['journal_mode=WAL', 'synchronous=NORMAL'];

export interface TemporalOptions {
  binary: string;
  /** Holds the server's database. */
  folder: string;
  port: number;
  /** Undefined starts without the UI. */
  uiPort: number | undefined;
  namespace: string;
  /** Names of keyword search attributes. */
  searchAttributes: readonly string[];
  /** Where the UI finds the service that decrypts payloads for an operator. */
  uiCodecEndpoint?: string | undefined;
  logFile: string;
  env: NodeJS.ProcessEnv;
  /** Told of the process as soon as there is one. */
  spawned?: (service: Service) => void;
}

export interface EmbeddedTemporal {
  service: Service;
  address: string;
}

/** The development server on the loopback address, with its histories in a file. One left over from a killed start is ended first. */
export async function startTemporal(options: TemporalOptions): Promise<EmbeddedTemporal> {
  const { folder, port, namespace, searchAttributes, logFile } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = join(folder, 'temporal.db');
  const pidFile = join(folder, 'temporal.pid');
  await endLeftover(pidFile, database);

  const service = await Service.start({
    command: options.binary,
    args: startArguments(options, database),
    cwd: folder,
    env: withoutTemporalSettings(options.env),
    logFile,
    stopSignal: 'SIGTERM',
    stopWithinMs: 8_000,
  });
  options.spawned?.(service);
  await writeFile(pidFile, `${service.pid}\n`);
  const address = `127.0.0.1:${port}`;
  const gone = service.exited.then(() => {
    throw new Error(`Temporal did not start. Its last words (${logFile}):\n${service.logTail(6) || 'none'}`);
  });
  try {
    const ours = { address, namespace, searchAttributes };
    await Promise.race([waitForTemporal(ours), gone]);
    await Promise.race([prepareOwnNamespace(ours), gone]);
    return { service, address };
  } catch (error) {
    await service.stop();
    throw error;
  } finally {
    gone.catch(() => undefined);
  }
}

export function startArguments(
  options: Omit<TemporalOptions, 'binary' | 'folder' | 'logFile' | 'env' | 'spawned'>,
  database: string,
): string[] {
  const { port, uiPort, namespace, searchAttributes, uiCodecEndpoint } = options;
  const ui = uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)];
  const codec = uiPort !== undefined && uiCodecEndpoint ? ['--ui-codec-endpoint', uiCodecEndpoint] : [];
  const place = ['--ip', '127.0.0.1', '--port', String(port), '--db-filename', database, '--log-level', 'warn', '--namespace', namespace];
  return [
    'server',
    'start-dev',
    ...place,
    ...ui,
    ...codec,
    ...searchAttributes.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
    ...DATABASE_PRAGMAS.flatMap((pragma) => ['--sqlite-pragma', pragma]),
    ...DYNAMIC_CONFIG.flatMap((value) => ['--dynamic-config-value', value]),
  ];
}

/** Whether this command line is a development server on that database, and not a stranger with the same process id. */
export function isTemporalOn(commandLine: readonly string[], database: string): boolean {
  const [command] = commandLine;
  return command !== undefined && basename(command).startsWith('temporal') && commandLine.includes(database);
}

async function endLeftover(pidFile: string, database: string): Promise<void> {
  const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8').trim()) : 0;
  if (!Number.isInteger(pid) || pid < 1 || !isTemporalOn(commandLineOf(pid), database)) return;
  await endProcess(pid, { signal: 'SIGTERM', withinMs: 8_000 });
}

/** The CLI takes TEMPORAL_* for flags of a client (address, namespace, TLS): none of them is meant for this server. */
function withoutTemporalSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_')));
}
