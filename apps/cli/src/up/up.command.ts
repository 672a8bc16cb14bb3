import { Command } from 'commander';

import { AlreadyRunning } from './lock.js';
import type { SendSamples } from './send-samples.js';
import { upSettings } from './settings.js';
import { terminalOn } from './terminal.js';
import { up } from './up.js';

export function upCommand({ env, sendSamples }: { env: NodeJS.ProcessEnv; sendSamples?: SendSamples }): Command {
  return new Command('up')
    .description('run Firstline on this machine: Postgres, Temporal, worker, ingress and console')
    .option('--reset', 'start clean: remove the data, logs and keys of earlier starts', false)
    .action(async ({ reset }: { reset: boolean }) => {
      const terminal = terminalOn(process.stdout);
      process.stdout.on('error', () => undefined); // the terminal was closed, or `| head` has seen enough: stopping goes on
      let code: number;
      try {
        code = await up({ settings: upSettings(env), env, terminal, reset, sendSamples });
      } catch (error) {
        terminal.failure(describe(error));
        code = error instanceof AlreadyRunning ? 3 : 1;
      }
      process.exit(code); // whatever was still being waited for, nobody waits for it now
    });
}

/** Our own errors say all there is; of a bug the stack is wanted. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const foreseen = error.constructor === Error || error.name === 'AlreadyRunning' || error.name === 'MigrationRefused';
  return foreseen ? error.message : (error.stack ?? error.message);
}
