import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Guardian } from '@firstline/cli/embedded/guardian';
import { clusterFoldersOf } from '@firstline/cli/embedded/postgres-folder';
import { loadConfig } from '@firstline/platform/config/config';
import { openDatabase, type Database } from '@firstline/platform/db/db';
import { migrate } from '@firstline/platform/migrate/migrate';
import { connectTemporal } from '@firstline/platform/temporal/connect';
import type { Client } from '@temporalio/client';
import { FrontDoor } from './front-door.js';
import { SandboxDoor } from './sandbox-door.js';
import { makeEnvironment, type StackEnvironment, type StackOptions } from './stack-environment.js';
import { type App, apps, isApp, logFileOf, type Part, root, type Running, startPart } from './stack-parts.js';

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 10_000;

/** A whole Firstline of one test file's own, as `npm start` runs it: built programs, real servers with their crash safety on. */
export class Stack {
  readonly url: string;
  readonly door: FrontDoor;
  readonly sandbox: SandboxDoor;
  /** To count what is stored, and to read what no public door shows. */
  readonly db: Database;
  readonly temporal: Client;
  readonly #running = new Map<Part, Running>();
  readonly #guardian = new Guardian();

  private constructor(private readonly environment: StackEnvironment) {
    const { env, keys } = environment;
    this.url = env['FIRSTLINE_PUBLIC_URL']!;
    this.door = new FrontDoor(this.url, keys);
    this.sandbox = new SandboxDoor(env['FIRSTLINE_SANDBOX_URL']!);
    const config = loadConfig(env);
    this.db = openDatabase({ url: config.DATABASE_URL, poolSize: 4, applicationName: 'e2e' });
    this.temporal = connectTemporal(config);
  }

  static async start(options: StackOptions = {}): Promise<Stack> {
    const home = mkdtempSync(join(tmpdir(), 'firstline-e2e-'));
    chmodSync(home, 0o711); // a temporary folder is private, and root's Postgres runs as somebody else
    const stack = new Stack(await makeEnvironment(home, options));
    try {
      await Promise.all([stack.start('temporal'), stack.start('sandbox'), stack.start('postgres')]);
      await migrate({ databaseUrl: stack.env['DATABASE_URL']!, folder: join(root, 'prisma/migrations') });
      await Promise.all([stack.start('worker'), stack.start('ingress')]);
    } catch (error) {
      await stack.stop();
      throw error;
    }
    return stack;
  }

  get env(): StackEnvironment['env'] {
    return this.environment.env;
  }
  get keys(): StackEnvironment['keys'] {
    return this.environment.keys;
  }

  async start(part: Part): Promise<void> {
    const running = await startPart(part, this.environment);
    this.#running.set(part, running);
    this.#guardian.watch(running.pid);
    if (isApp(part)) await this.#ready(part, running);
  }

  /** By its process id, and waits until it is gone. What it has not written by then is lost. */
  async kill(part: Part): Promise<void> {
    const running = this.#running.get(part);
    if (!running || running.hasExited()) throw new Error(`${part} does not run:\n${this.#lastWords(part)}`);
    process.kill(running.pid, 'SIGKILL');
    await running.exited;
    this.#guardian.forget(running.pid);
    this.#running.delete(part);
  }

  /** `SIGSTOP` and `SIGCONT` make a program that is there and silent. */
  signal(part: Part, signal: NodeJS.Signals): void {
    process.kill(this.#running.get(part)!.pid, signal);
  }

  /** Programs that ended although nobody ended them. */
  fallen(): Part[] {
    return [...this.#running].filter(([, { hasExited }]) => hasExited()).map(([part]) => part);
  }

  async stop(): Promise<void> {
    await Promise.allSettled([this.db.$disconnect(), this.temporal.connection.close()]);
    await Promise.all(apps.map((app) => this.#end(app, 'SIGTERM')));
    await Promise.all([this.#end('postgres', 'SIGINT'), this.#end('temporal', 'SIGTERM')]);
    this.#guardian.dismiss();
    const { home } = this.environment;
    if (process.env['FIRSTLINE_KEEP']) return console.log(`kept ${home}: logs, data, configuration`);
    for (const folder of [...clusterFoldersOf(join(home, 'postgres')), home]) rmSync(folder, { recursive: true, force: true });
  }

  async #end(part: Part, signal: NodeJS.Signals): Promise<void> {
    const running = this.#running.get(part);
    if (!running || running.hasExited()) return;
    process.kill(running.pid, signal);
    const hard = setTimeout(() => process.kill(running.pid, 'SIGKILL'), STOP_WITHIN_MS);
    await running.exited;
    clearTimeout(hard);
  }

  async #ready(app: App, { hasExited }: Running): Promise<void> {
    const path = app === 'sandbox' ? '/_sandbox/health' : '/readyz';
    for (const untilMs = Date.now() + READY_WITHIN_MS; ; await sleep(50)) {
      if (hasExited() || Date.now() > untilMs) throw new Error(`${app} did not become ready. Its last words:\n${this.#lastWords(app)}`);
      if (
        await fetch(`http://127.0.0.1:${this.environment.ports[app]}${path}`).then(
          ({ ok }) => ok,
          () => false,
        )
      )
        return;
    }
  }

  #lastWords(part: Part): string {
    const file = logFileOf(this.environment.home, part);
    return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n') : 'none';
  }
}
