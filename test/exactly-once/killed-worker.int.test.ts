import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type Sandbox } from '@firstline/sandbox/sandbox';
import { acknowledgeUpdate, statusQuery } from '@firstline/workflows/speed-to-lead/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { by, eventually } from '../harness/office.js';
import { openServices, type FileServices } from '../harness/services.js';
import { demoRequest, takeIn } from '../harness/signals.js';
import { copyConfig } from '../harness/stack-config.js';

let services: FileServices;
let sandbox: Sandbox;
let child: ChildProcess | undefined;
const folder = mkdtempSync(join(tmpdir(), 'firstline-killed-'));

/** The worker as it ships, in a process of its own. */
function startWorker(): ChildProcess {
  child = spawn(process.execPath, [join(import.meta.dirname, '../../apps/worker/dist/main.js')], {
    env: {
      ...services.env,
      PATH: process.env['PATH'],
      FIRSTLINE_CONFIG: folder,
      FIRSTLINE_WORKER_PORT: '0',
      FIRSTLINE_SANDBOX_URL: sandbox.url,
      FIRSTLINE_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return child;
}
async function kill(worker: ChildProcess): Promise<void> {
  const gone = once(worker, 'exit');
  worker.kill('SIGKILL');
  await gone;
}

beforeAll(async () => {
  [services, sandbox] = await Promise.all([openServices(), startSandbox({ latency: 'none' })]);
  copyConfig(folder, (draft) => {
    for (const member of draft.team.members) member.channels = ['slack'];
  });
});
afterAll(async () => {
  if (child && child.exitCode === null && child.signalCode === null) await kill(child);
  await sandbox?.stop();
  await services?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it(
  'a worker that is killed between sending and hearing the answer leaves one message, one contact and one task',
  { timeout: 120_000 },
  async () => {
    const first = startWorker();
    const handle = await takeIn(services, demoRequest());
    // The message service is slow once: it acts after the worker that asked for it is dead.
    sandbox.faults.set('slack', { path: 'chat.postMessage', latencyMs: 2_500, times: 1 });
    const sending = await eventually(
      async () => services.db.action.findFirstOrThrow({ where: { kind: 'slack.alert', state: 'sending' } }),
      60_000,
    );
    await new Promise((done) => setTimeout(done, 200));
    await kill(first);
    expect(sandbox.slack.workspace.messages).toEqual([]);
    await eventually(() => expect(sandbox.slack.workspace.messages.length).toBe(1));

    startWorker();
    const done = await eventually(async () => {
      const open = await services.db.action.findMany({ where: { state: { not: 'done' } } });
      expect(open.map(({ key, state }) => `${key} ${state}`)).toEqual([]);
      return services.db.action.findUniqueOrThrow({ where: { key: sending.key } });
    }, 60_000);
    expect(done.attempts).toBe(2);
    expect(sandbox.slack.workspace.messages.length).toBe(1);
    expect(await services.db.timelineEntry.findUniqueOrThrow({ where: { key: `${sending.key}:done` } })).toMatchObject({
      text: expect.stringContaining('had been done by an attempt that did not hear back'),
    });
    expect(await services.db.crmContact.count()).toBe(1);
    expect(await services.db.crmTask.count()).toBe(1);
    expect(await services.db.inboxMessage.count()).toBe(1);
    expect(await services.db.assignment.count()).toBe(1);

    // Killed once more, while the rep taps: the tap is safe with Temporal and counts when a worker is back.
    await kill(child!);
    const { repId } = await services.db.assignment.findFirstOrThrow();
    const tapped = handle.startUpdate(acknowledgeUpdate, { args: [{ repId, by }], waitForStage: 'ACCEPTED' });
    startWorker();
    expect(await (await tapped).result()).toEqual({ accepted: true, repId });
    expect((await handle.query(statusQuery)).state).toMatchObject({ at: 'taken', repId });
    await eventually(() => expect(JSON.stringify(sandbox.slack.workspace.messages[0])).toContain('took it'), 30_000);
    expect(sandbox.slack.workspace.messages.length).toBe(1);
  },
);
