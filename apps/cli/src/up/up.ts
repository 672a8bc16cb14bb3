import { existsSync, writeFileSync } from 'node:fs';

import { Guardian } from '../embedded/guardian.js';
import { commandLineOf, isAlive } from '../embedded/processes.js';
import { appEnvironment, ingress, ingressUrl, sandbox, worker } from './apps.js';
import { Home } from './home.js';
import { localKeys } from './keys.js';
import { localSecrets } from './local-secrets.js';
import { takeLock } from './lock.js';
import { writePorts } from './ports-file.js';
import { prepareDatabase } from './prepare-database.js';
import { ProcessesFile } from './processes-file.js';
import { sandboxPorts } from './sandbox.js';
import type { SendSamples } from './send-samples.js';
import type { UpSettings } from './settings.js';
import { startApp } from './start-apps.js';
import { startDatabase } from './start-database.js';
import type { Starting } from './starting.js';
import { startTemporal } from './start-temporal.js';
import { listenForStop } from './stopping.js';
import { Supervised } from './supervised.js';
import { duration, type Terminal } from './terminal.js';
import { demandPorts, wantedPorts, withFreePorts } from './wanted-ports.js';
import { whatToTryNext } from './what-to-try-next.js';

export interface UpOptions {
  settings: UpSettings;
  env: NodeJS.ProcessEnv;
  terminal: Terminal;
  reset: boolean;
  sendSamples: SendSamples | undefined;
}

/** Runs everything until told to stop. @returns the exit code */
export async function up({ settings: asked, env, terminal, reset, sendSamples }: UpOptions): Promise<number> {
  const startedAtMs = performance.now();
  const settings = await withFreePorts(asked);
  const home = new Home(settings.home);
  home.create();
  const me = { pid: process.pid, url: ingressUrl(settings), startedAtMs: Date.now() };
  const unlock = await takeLock(home.lock, me, isUp);

  const running: Supervised[] = [];
  const guardian = new Guardian();
  const stopping = listenForStop(() => {
    terminal.say('  Stopping at once.');
    for (const service of running) service.kill();
    unlock();
    process.exit(130);
  });
  try {
    const processes = new ProcessesFile(home.processes);
    const left = await processes.endLeftovers();
    if (left.length > 0) terminal.note('Clean-up', `ended what an earlier start left running: ${left.join(', ')}`);
    await demandPorts(wantedPorts(settings));
    if (reset) await startClean(home, settings, terminal);

    const supervise: Starting['supervise'] = async (name, start, marker) => {
      stopping.signal.throwIfAborted();
      const service = new Supervised({ name, start, marker, terminal, guardian, processes });
      running.push(service);
      await service.start();
    };
    const secrets = localSecrets({ configFolder: settings.configFolder, file: home.secrets, env });
    const starting: Starting = {
      settings,
      home,
      keys: localKeys(home),
      terminal,
      env: { ...secrets, ...withoutEmpty(env) },
      signal: stopping.signal,
      supervise,
    };
    const appEnv = await Promise.race([bringUp(starting), stopping.requested]);
    if (typeof appEnv !== 'string') {
      terminal.say(`\n  Ready in ${duration(performance.now() - startedAtMs)}.`);
      await firstRun(starting, appEnv, sendSamples, stopping.signal);
      if (!stopping.signal.aborted) terminal.say(whatToTryNext(starting));
    }
    await stopping.requested;
    return 0;
  } catch (error) {
    if (stopping.signal.aborted) return 0;
    throw error;
  } finally {
    await stopAll(running, terminal, stopping.signal.aborted);
    guardian.dismiss();
    stopping.dispose();
    unlock();
  }
}

/** @returns the environment of our own programs */
async function bringUp(starting: Starting): Promise<NodeJS.ProcessEnv> {
  const { settings } = starting;
  const ports = settings.sandboxUrl ? undefined : await sandboxPorts();
  writePorts(starting.home.ports, settings, ports);
  const [databaseUrl, temporalAddress] = await allOrFirstFailure([
    startDatabase(starting).then(async (url) => {
      await prepareDatabase(url, starting);
      return url;
    }),
    startTemporal(starting),
    ports ? startApp(sandbox(starting, ports), starting) : Promise.resolve(),
  ]);
  const env = appEnvironment(starting, { databaseUrl, temporalAddress, sandbox: ports });
  await allOrFirstFailure([startApp(worker(starting, env), starting), startApp(ingress(starting, env), starting)]);
  return env;
}

async function firstRun(
  starting: Starting,
  env: NodeJS.ProcessEnv,
  sendSamples: SendSamples | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { settings, home, keys, terminal } = starting;
  if (!sendSamples || !settings.samples || existsSync(home.samplesSent)) return;
  terminal.say('\n  First run: sample signals go through the front door.\n');
  try {
    await sendSamples({
      baseUrl: ingressUrl(settings),
      operatorKey: keys.operator,
      ingestKey: keys.ingest,
      env,
      say: (line) => terminal.say(`  ${line}`),
      signal,
    });
    writeFileSync(home.samplesSent, `${new Date().toISOString()}\n`);
  } catch (error) {
    if (signal.aborted) return;
    // Firstline itself runs; the next start tries the samples again.
    terminal.note('Samples', `could not all be sent: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** In the order in which nothing is lost: first the door, then the workers, last the stores. */
async function stopAll(running: Supervised[], terminal: Terminal, asked: boolean): Promise<void> {
  if (running.length === 0) return;
  const startedAtMs = performance.now();
  if (asked) terminal.say('\n  Stopping.');
  const killed: string[] = [];
  for (const titles of [['Ingress'], ['Worker'], ['Sandbox', 'Temporal', 'Postgres']]) {
    const together = running.filter(({ name }) => titles.includes(name));
    const hadToBeKilled = await Promise.all(together.map((service) => service.stop()));
    killed.push(...together.filter((_, index) => hadToBeKilled[index]).map(({ name }) => name));
  }
  if (!asked) return;
  const how = killed.length > 0 ? ` (${killed.join(', ')} had to be killed)` : '';
  terminal.say(`  Stopped in ${duration(performance.now() - startedAtMs)}${how}. The data is kept; npm start goes on where this ended.\n`);
}

async function startClean(home: Home, settings: UpSettings, terminal: Terminal): Promise<void> {
  await home.reset();
  home.create();
  terminal.note('Reset', `removed the data, the logs and the keys in ${home.root}`);
  if (settings.external.databaseUrl)
    terminal.note('Reset', 'left the database of DATABASE_URL as it is: empty it yourself if it should be');
}

/** The rest goes on in the background until `stopAll` collects it. */
function allOrFirstFailure<T extends readonly Promise<unknown>[]>(
  parts: readonly [...T],
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  for (const part of parts) part.catch(() => undefined);
  return Promise.all(parts);
}

/** A living `up`: this program under whatever path, with this verb. */
function isUp(pid: number): boolean {
  if (pid === process.pid || !isAlive(pid)) return false;
  const commandLine = commandLineOf(pid);
  return commandLine.length === 0 || (commandLine.some((argument) => argument.endsWith('main.js')) && commandLine.includes('up'));
}

/** `NAME=` in a .env file means "not set". */
const withoutEmpty = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
