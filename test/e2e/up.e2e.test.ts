import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { isAlive } from '@firstline/cli/embedded/processes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MAIN = join(process.cwd(), 'apps/cli/dist/main.js'); // `npm test` has built it
const ANY_PORT = {
  FIRSTLINE_PORT: '0',
  FIRSTLINE_WORKER_PORT: '0',
  FIRSTLINE_POSTGRES_PORT: '0',
  FIRSTLINE_TEMPORAL_PORT: '0',
  FIRSTLINE_TEMPORAL_UI_PORT: '0',
};

let home: string;
const started: Up[] = [];

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'firstline-up-'));
  chmodSync(home, 0o711); // root's Postgres runs as somebody else
});
afterAll(async () => {
  for (const up of started) await up.stop();
  rmSync(home, { recursive: true, force: true });
});

/** `firstline up` as a user runs it: a process, and what it prints. */
class Up {
  printed = '';
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor(args: string[] = [], env: Record<string, string> = {}) {
    const ours = { FIRSTLINE_HOME: home, FIRSTLINE_SAMPLES: 'off', FIRSTLINE_LOG_LEVEL: 'warn', NO_COLOR: '1', ...ANY_PORT, ...env };
    const inherited = { ...process.env, DATABASE_URL: '', TEMPORAL_ADDRESS: '' };
    this.#child = spawn(process.execPath, [MAIN, 'up', ...args], { env: { ...inherited, ...ours }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) stream.on('data', (chunk) => (this.printed += String(chunk)));
    this.exited = once(this.#child, 'exit').then(([code]) => code as number | null);
    started.push(this);
  }

  async ready(): Promise<string> {
    await this.says('Ctrl-C stops everything');
    return new URL(/Console\s+(http:\S+)/.exec(this.printed)![1]!).origin; // the link itself signs in, once
  }

  async says(text: string): Promise<void> {
    await expect.poll(() => this.printed, { timeout: 60_000, message: `waiting for "${text}"` }).toContain(text);
  }

  /** Everything it started, and itself. */
  family(): number[] {
    const children = execFileSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number) as [number, number])
      .filter(([, parent]) => parent === this.#child.pid)
      .map(([pid]) => pid);
    return [this.#child.pid!, ...children];
  }

  async killAll(): Promise<void> {
    for (const pid of this.family()) process.kill(pid, 'SIGKILL');
    await this.exited;
  }

  async stop(): Promise<number | null> {
    this.#child.kill('SIGINT');
    return this.exited;
  }
}

const key = (name: string): string => readFileSync(join(home, `${name}.key`), 'utf8').trim();

async function send(url: string, eventId: string): Promise<{ id: string; status: string }> {
  const body = JSON.stringify({
    eventId,
    type: 'form.submitted',
    occurredAt: new Date().toISOString(),
    person: { email: `${eventId}@lovelace.example` },
  });
  const headers = { authorization: `Bearer ${key('ingest')}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}/v1/signals`, { method: 'POST', headers, body });
  expect(response.status).toBe(202);
  return (await response.json()) as { id: string; status: string };
}

const statusOf = async (url: string, id: string): Promise<number> =>
  (await fetch(`${url}/v1/signals/${id}`, { headers: { authorization: `Bearer ${key('operator')}` } })).status;

describe('one command brings everything up', () => {
  it('is ready, takes a signal with the key it made, and lets nobody else read the keys', async () => {
    const up = new Up();
    const url = await up.ready();
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await send(url, 'first')).status).toBe('accepted');
    const modes = execFileSync(
      'find',
      [home, '-maxdepth', '1', '(', '-name', '*.key', '-o', '-name', 'secrets.env', ')', '-perm', '/077'],
      { encoding: 'utf8' },
    );
    expect(modes).toBe('');
    expect(await up.stop()).toBe(0);
  });

  it('says so when it runs already, naming the process and where it is', async () => {
    const up = new Up();
    const url = await up.ready();
    const second = new Up();
    expect(await second.exited).toBe(3);
    expect(second.printed).toContain(`already running here: process ${up.family()[0]}`);
    expect(second.printed).toContain(url);
    const reset = new Up(['--reset']);
    expect(await reset.exited).toBe(3);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    await up.stop();
  });

  it('names a busy port, who has it, and how to choose another', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const up = new Up([], { FIRSTLINE_PORT: String(port) });
    expect(await up.exited).toBe(1);
    expect(up.printed).toMatch(new RegExp(`Port ${port}, for the console and the API, is taken by process ${process.pid}`));
    expect(up.printed).toMatch(/Choose another: FIRSTLINE_PORT=\d+ npm start/);
    server.close();
  });

  it('brings back a service that is killed, and says so', async () => {
    const up = new Up();
    const url = await up.ready();
    const worker = JSON.parse(readFileSync(join(home, 'run', 'processes.json'), 'utf8')).find(
      ({ name }: { name: string }) => name === 'Worker',
    ).pid;
    process.kill(worker, 'SIGKILL');
    process.kill(Number(readFileSync(join(home, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
    await up.says('Worker      was ended by SIGKILL; starting it again');
    await up.says('Worker      is back');
    await up.says('Postgres    is back');
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 20_000 }).toBe(200);
    await up.stop();
  });

  it('finds its data again after kill -9 of everything', async () => {
    const up = new Up();
    const { id } = await send(await up.ready(), 'before-the-crash');
    const family = up.family();
    await up.killAll();
    const again = new Up();
    const url = await again.ready();
    expect(await statusOf(url, id)).toBe(200);
    expect((await send(url, 'before-the-crash')).status).toBe('duplicate');
    expect(family.filter(isAlive)).toEqual([]);
    await again.stop();
  });

  it('leaves nothing running, whether it was stopped or killed', async () => {
    const stopped = new Up();
    await stopped.ready();
    const family = stopped.family();
    const startedAtMs = performance.now();
    await stopped.stop();
    expect(performance.now() - startedAtMs).toBeLessThan(60_000);
    expect(stopped.printed).toContain('Stopped in');
    expect(family.filter(isAlive)).toEqual([]);

    const killed = new Up();
    await killed.ready();
    const [self, ...children] = killed.family();
    process.kill(self!, 'SIGKILL'); // the guardian ends the rest
    await expect.poll(() => children.filter(isAlive), { timeout: 30_000 }).toEqual([]);
  });

  it('stops while it is still starting', async () => {
    const up = new Up();
    await up.says('Postgres');
    await sleep(50);
    const family = up.family();
    expect(await up.stop()).toBe(0);
    expect(family.filter(isAlive)).toEqual([]);
  });

  it('starts clean when asked to', async () => {
    const operator = key('operator');
    const up = new Up(['--reset']);
    const url = await up.ready();
    expect(up.printed).toContain('removed the data, the logs and the keys');
    expect(key('operator')).not.toBe(operator);
    expect((await send(url, 'first')).status).toBe('accepted'); // known before the reset
    await up.stop();
  });
});
