import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '@firstline/cli/embedded/cache-folder';
import { startPostgres } from '@firstline/cli/embedded/postgres';
import type { Service } from '@firstline/cli/embedded/service';
import { startTemporal } from '@firstline/cli/embedded/temporal';
import { binarySources, findTemporal } from '@firstline/cli/embedded/temporal-binary';
import { searchAttributeNames } from '@firstline/workflows/search-attributes/contract';
import { NAMESPACE, PASSWORD, type StackEnvironment } from './stack-environment.js';

export const root = join(import.meta.dirname, '../..');

export const apps = ['sandbox', 'worker', 'ingress'] as const;
export type App = (typeof apps)[number];
export type Part = App | 'postgres' | 'temporal';
export const isApp = (part: Part): part is App => (apps as readonly Part[]).includes(part);

/** One of our programs, or one of the two servers. */
export interface Running {
  pid: number;
  exited: Promise<unknown>;
  hasExited: () => boolean;
}

export function logFileOf(home: string, part: Part): string {
  mkdirSync(join(home, 'logs'), { recursive: true });
  return join(home, 'logs', `${part}.log`);
}

/** Servers are ready when this resolves; our programs have only begun. */
export async function startPart(part: Part, { home, env, ports }: StackEnvironment): Promise<Running> {
  const logFile = logFileOf(home, part);
  if (isApp(part)) return startApp(part, env, logFile);
  if (part === 'postgres') {
    const cluster = { folder: join(home, 'postgres'), port: ports.postgres, password: PASSWORD, logFile };
    return running((await startPostgres({ ...cluster, durability: 'crash-safe' })).service);
  }
  const ours = process.env;
  const cache = cacheFolder(ours, join(root, '.firstline/cache'));
  const binary = await findTemporal(binarySources({ cacheFolder: cache, env: ours, progress: () => undefined }));
  const { service } = await startTemporal({
    binary: binary.path,
    folder: join(home, 'temporal'),
    port: ports.temporal,
    uiPort: undefined,
    namespace: NAMESPACE,
    searchAttributes: searchAttributeNames,
    logFile,
    env: ours,
  });
  return running(service);
}

const running = (service: Service): Running => ({ pid: service.pid, exited: service.exited, hasExited: () => service.exit !== undefined });

async function startApp(app: App, env: StackEnvironment['env'], logFile: string): Promise<Running> {
  const main = join(root, `apps/${app}/dist/main.js`); // `npm test` has built it
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, [main], { cwd: root, env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', log, log] });
  closeSync(log);
  const exited = once(child, 'exit');
  await once(child, 'spawn');
  return { pid: child.pid!, exited, hasExited: () => child.exitCode !== null || child.signalCode !== null };
}
