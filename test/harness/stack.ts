import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheFolder } from '@firstline/cli/embedded/cache-folder';
import { Guardian } from '@firstline/cli/embedded/guardian';
import { freePort } from '@firstline/cli/embedded/ports';
import { databaseUrl, startPostgres } from '@firstline/cli/embedded/postgres';
import { clusterFoldersOf } from '@firstline/cli/embedded/postgres-folder';
import { startTemporal } from '@firstline/cli/embedded/temporal';
import { binarySources, findTemporal } from '@firstline/cli/embedded/temporal-binary';
import { missingSecrets } from '@firstline/cli/up/local-secrets';
import { loadConfig } from '@firstline/platform/config/config';
import { newKey } from '@firstline/platform/crypto/key-ring';
import { openDatabase, type Database } from '@firstline/platform/db/db';
import { migrate } from '@firstline/platform/migrate/migrate';
import { connectTemporal } from '@firstline/platform/temporal/connect';
import { searchAttributeNames } from '@firstline/workflows/search-attributes/contract';
import type { Client } from '@temporalio/client';
import { FrontDoor } from './front-door.js';
import { SandboxDoor } from './sandbox-door.js';
import { copyConfig, everySla, type PolicyDraft } from './stack-config.js';

const root = join(import.meta.dirname, '../..');
const NAMESPACE = 'firstline';
const PASSWORD = 'for-tests-only';
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 10_000;

const apps = ['sandbox', 'worker', 'ingress'] as const;
type App = (typeof apps)[number];
export type Part = App | 'postgres' | 'temporal';

export interface StackOptions {
  /** Changes the copied policy. Everybody is at work, and all clocks are patient. */
  policy?: (draft: PolicyDraft) => void;
  settings?: Record<string, string>;
}

/** What runs: our child processes, and the two servers. */
interface Running {
  pid: number;
  exited: Promise<unknown>;
  hasExited: () => boolean;
}

/** A whole Firstline of one test file's own, as `npm start` runs it: built programs, real servers with their crash safety on. */
export class Stack {
  readonly url: string;
  readonly door: FrontDoor;
  readonly sandbox: SandboxDoor;
  /** To count what is stored, and to read what no public door shows. */
  readonly db: Database;
  readonly temporal: Client;
  readonly configFolder: string;
  readonly #running = new Map<Part, Running>();
  readonly #guardian = new Guardian();

  private constructor(
    readonly home: string,
    readonly env: Readonly<Record<string, string>>,
    readonly keys: { operator: string; ingest: string },
    private readonly ports: Readonly<Record<string, number>>,
  ) {
    this.url = env['FIRSTLINE_PUBLIC_URL']!;
    this.configFolder = env['FIRSTLINE_CONFIG']!;
    this.door = new FrontDoor(this.url, keys);
    this.sandbox = new SandboxDoor(env['FIRSTLINE_SANDBOX_URL']!);
    const config = loadConfig(env);
    this.db = openDatabase({ url: config.DATABASE_URL, poolSize: 4, applicationName: 'e2e' });
    this.temporal = connectTemporal(config);
  }

  static async start({ policy = () => undefined, settings = {} }: StackOptions = {}): Promise<Stack> {
    const home = mkdtempSync(join(tmpdir(), 'firstline-e2e-'));
    chmodSync(home, 0o711); // a temporary folder is private, and root's Postgres runs as somebody else
    const firstlineHome = join(home, 'firstline');
    mkdirSync(firstlineHome);
    const configFolder = join(home, 'config');
    copyConfig(configFolder, (draft) => {
      everySla(draft);
      policy(draft);
    });
    const keys = { operator: secret(), ingest: secret() };
    for (const [name, value] of Object.entries(keys)) writeFileSync(join(firstlineHome, `${name}.key`), value, { mode: 0o600 });

    const ports: Record<string, number> = {};
    for (const name of ['postgres', 'temporal', 'ingress', 'worker', 'sandbox', 'slack', 'smtp']) ports[name] = await freePort();
    const url = `http://127.0.0.1:${ports['ingress']}`;
    const sandboxUrl = `http://127.0.0.1:${ports['sandbox']}`;
    const env = {
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl({ port: ports['postgres']!, password: PASSWORD, database: 'firstline' }),
      TEMPORAL_ADDRESS: `127.0.0.1:${ports['temporal']}`,
      TEMPORAL_NAMESPACE: NAMESPACE,
      FIRSTLINE_HOME: firstlineHome,
      FIRSTLINE_CONFIG: configFolder,
      FIRSTLINE_PORT: String(ports['ingress']),
      FIRSTLINE_WORKER_PORT: String(ports['worker']),
      FIRSTLINE_PUBLIC_URL: url,
      FIRSTLINE_PAYLOAD_KEYS: newKey('e2e'),
      FIRSTLINE_SESSION_KEY: secret(),
      FIRSTLINE_LOG_LEVEL: 'info',
      FIRSTLINE_SANDBOX_URL: sandboxUrl,
      FIRSTLINE_SANDBOX_PORT: String(ports['sandbox']),
      FIRSTLINE_SANDBOX_SLACK_PORT: String(ports['slack']),
      FIRSTLINE_SANDBOX_SMTP_PORT: String(ports['smtp']),
      FIRSTLINE_SANDBOX_SLACK_INTERACTIONS_URL: `${url}/v1/slack/interactions`,
      SLACK_SIGNING_SECRET: 'sandbox-slack-signing-secret',
      SMTP_URL: `smtp://127.0.0.1:${ports['smtp']}`,
      PAGERDUTY_URL: `${sandboxUrl}/pagerduty`,
      PAGERDUTY_ROUTING_KEY: 'e2e'.padEnd(32, '0'),
      ...missingSecrets(readFileSync(join(configFolder, 'connections.yaml'), 'utf8'), {}),
      ...settings,
    };
    const stack = new Stack(home, env, keys, ports);
    try {
      await Promise.all([stack.start('temporal'), stack.start('sandbox'), stack.start('postgres')]);
      await migrate({ databaseUrl: env.DATABASE_URL, folder: join(root, 'prisma/migrations') });
      await Promise.all([stack.start('worker'), stack.start('ingress')]);
    } catch (error) {
      await stack.stop();
      throw error;
    }
    return stack;
  }

  async start(part: Part): Promise<void> {
    const running =
      part === 'postgres' ? await this.#startPostgres() : part === 'temporal' ? await this.#startTemporal() : await this.#startApp(part);
    this.#running.set(part, running);
    this.#guardian.watch(running.pid);
    if (part !== 'postgres' && part !== 'temporal') await this.#ready(part, running);
  }

  /** By its process id, and waits until it is gone. What it has not written by then is lost. */
  async kill(part: Part, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const running = this.#running.get(part);
    if (!running || running.hasExited()) throw new Error(`${part} does not run:\n${this.lastWords(part)}`);
    process.kill(running.pid, signal);
    await running.exited;
    this.#guardian.forget(running.pid);
    this.#running.delete(part);
  }

  /** Asks nobody: `SIGSTOP` and `SIGCONT` make a program that is there and silent. */
  signal(part: Part, signal: NodeJS.Signals): void {
    process.kill(this.#running.get(part)!.pid, signal);
  }

  /** Programs that ended although nobody ended them. */
  fallen(): Part[] {
    return [...this.#running].filter(([, { hasExited }]) => hasExited()).map(([part]) => part);
  }

  lastWords(part: Part, lines = 15): string {
    const file = this.#logFile(part);
    return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '';
  }

  async stop(): Promise<void> {
    await Promise.allSettled([this.db.$disconnect(), this.temporal.connection.close()]);
    const end = async (part: Part, signal: NodeJS.Signals): Promise<void> => {
      const running = this.#running.get(part);
      if (!running || running.hasExited()) return;
      process.kill(running.pid, signal);
      const hard = setTimeout(() => process.kill(running.pid, 'SIGKILL'), STOP_WITHIN_MS);
      await running.exited;
      clearTimeout(hard);
    };
    await Promise.all(apps.map((app) => end(app, 'SIGTERM')));
    await Promise.all([end('postgres', 'SIGINT'), end('temporal', 'SIGTERM')]);
    this.#guardian.dismiss();
    if (process.env['FIRSTLINE_KEEP']) return console.log(`kept ${this.home}`);
    for (const folder of [...clusterFoldersOf(join(this.home, 'postgres')), this.home]) rmSync(folder, { recursive: true, force: true });
  }

  async #startPostgres(): Promise<Running> {
    const options = {
      folder: join(this.home, 'postgres'),
      port: this.ports['postgres']!,
      password: PASSWORD,
      logFile: this.#logFile('postgres'),
    };
    const { service } = await startPostgres({ ...options, durability: 'crash-safe' });
    return { pid: service.pid, exited: service.exited, hasExited: () => service.exit !== undefined };
  }

  async #startTemporal(): Promise<Running> {
    const env = process.env;
    const binary = await findTemporal(
      binarySources({ cacheFolder: cacheFolder(env, join(root, '.firstline/cache')), env, progress: () => undefined }),
    );
    const { service } = await startTemporal({
      binary: binary.path,
      folder: join(this.home, 'temporal'),
      port: this.ports['temporal']!,
      uiPort: undefined,
      namespace: NAMESPACE,
      searchAttributes: searchAttributeNames,
      logFile: this.#logFile('temporal'),
      env,
    });
    return { pid: service.pid, exited: service.exited, hasExited: () => service.exit !== undefined };
  }

  async #startApp(app: App): Promise<Running> {
    const log = openSync(this.#logFile(app), 'a');
    const main = join(root, `apps/${app}/dist/main.js`); // `npm test` has built it
    const child: ChildProcess = spawn(process.execPath, [main], {
      cwd: root,
      env: { PATH: process.env['PATH'], ...this.env },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    const exited = once(child, 'exit');
    await once(child, 'spawn');
    return { pid: child.pid!, exited, hasExited: () => child.exitCode !== null || child.signalCode !== null };
  }

  async #ready(app: App, { hasExited }: Running): Promise<void> {
    const path = app === 'sandbox' ? '/_sandbox/health' : '/readyz';
    for (const untilMs = Date.now() + READY_WITHIN_MS; ; await sleep(50)) {
      if (hasExited() || Date.now() > untilMs) throw new Error(`${app} did not become ready. Its last words:\n${this.lastWords(app)}`);
      if (
        await fetch(`http://127.0.0.1:${this.ports[app]}${path}`).then(
          ({ ok }) => ok,
          () => false,
        )
      )
        return;
    }
  }

  #logFile(part: Part): string {
    mkdirSync(join(this.home, 'logs'), { recursive: true });
    return join(this.home, 'logs', `${part}.log`);
  }
}

const secret = (): string => randomBytes(32).toString('base64url');
