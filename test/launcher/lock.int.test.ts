import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AlreadyRunning, readOwner, takeLock } from '@firstline/cli/up/lock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'firstline-lock-'));
  file = join(folder, 'up.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const starter = (pid: number) => ({ pid, url: 'http://localhost:3000', startedAtMs: 1_795_251_243_000 });
const living =
  (...pids: number[]) =>
  (pid: number) =>
    pids.includes(pid);

describe('one start for each home', () => {
  it('refuses a second one, and names the process and the address of the first', async () => {
    await takeLock(file, starter(1), living(1, 2));
    const second = takeLock(file, starter(2), living(1, 2));
    await expect(second).rejects.toThrow(AlreadyRunning);
    await expect(second).rejects.toThrow(/process 1, .* at http:\/\/localhost:3000/);
  });

  it('lets the next one in after the first has stopped', async () => {
    const unlock = await takeLock(file, starter(1), living(1, 2));
    unlock();
    await takeLock(file, starter(2), living(2));
    expect(readOwner(file)?.pid).toBe(2);
  });

  it('takes over from a process that was killed', async () => {
    await takeLock(file, starter(1), living(1));
    await takeLock(file, starter(2), living(2));
    expect(readOwner(file)?.pid).toBe(2);
  });

  it('takes over from a file that a full disk left empty', async () => {
    writeFileSync(file, '');
    await takeLock(file, starter(2), living(2));
    expect(readOwner(file)?.pid).toBe(2);
  });

  it('lets exactly one of twenty in that find the same dead owner', async () => {
    writeFileSync(file, JSON.stringify(starter(999)));
    const pids = Array.from({ length: 20 }, (_, index) => index + 1);
    const results = await Promise.allSettled(pids.map((pid) => takeLock(file, starter(pid), living(...pids))));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('never gives back a lock that another one holds by now', async () => {
    const unlock = await takeLock(file, starter(1), living(1));
    await takeLock(file, starter(2), living(2));
    unlock();
    expect(readOwner(file)?.pid).toBe(2);
  });
});
