import { fileURLToPath } from 'node:url';

import { frugalNode } from '@firstline/platform/config/frugal-node';

import { Service } from '../embedded/service.js';
import { becomesReady } from './readiness.js';
import type { Starting } from './starting.js';
import type { StartService } from './supervised.js';

const APPS = fileURLToPath(new URL('../../../', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** A first start compiles nothing, but a cold disk reads some thousand files. */
const READY_WITHIN_MS = 60_000;
/** Within it the worker finishes or hands back what it has in hand; design: Ctrl-C stops everything in seconds. */
const STOP_WITHIN_MS = 10_000;

export interface App {
  /** Its folder below apps/, and its log. */
  name: 'sandbox' | 'worker' | 'ingress';
  title: string;
  readyUrl: string;
  env: NodeJS.ProcessEnv;
  /** Said when it is ready. */
  detail: string;
}

/** Starts one of our own programs as a child process of the same Node, and waits until it says it is ready. */
export function startApp({ name, title, readyUrl, env, detail }: App, { terminal, supervise, home }: Starting): Promise<void> {
  const script = `${APPS}${name}/dist/main.js`;
  const logFile = home.log(name);
  return terminal.step(title, 'starting', async () => {
    const start: StartService = async (spawned) => {
      const service = await Service.start({
        command: process.execPath,
        args: [...frugalNode.flags, '--enable-source-maps', script],
        cwd: ROOT,
        env: { ...frugalNode.env, ...env },
        logFile,
        stopSignal: 'SIGTERM',
        stopWithinMs: STOP_WITHIN_MS,
      });
      spawned(service);
      try {
        await becomesReady(service, { url: readyUrl, withinMs: READY_WITHIN_MS, logFile });
        return service;
      } catch (error) {
        await service.stop();
        throw error;
      }
    };
    await supervise(title, start, script);
    return { detail, result: undefined };
  });
}
