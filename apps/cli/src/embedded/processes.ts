import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a process with this id runs. A dead one that nobody has collected yet does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // there, but of another user
  }
  return !isZombie(pid);
}

/** The arguments a process was started with, or an empty list when it is gone (or the system does not say). */
export function commandLineOf(pid: number): string[] {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .trim()
      .split(' ');
  } catch {
    return [];
  }
}

/**
 * Asks a process to end, and makes it when it does not.
 * @returns whether it had to be killed
 */
export async function endProcess(pid: number, { signal, withinMs }: { signal: NodeJS.Signals; withinMs: number }): Promise<boolean> {
  send(pid, signal);
  if (await hasEnded(pid, withinMs)) return false;
  send(pid, 'SIGKILL');
  await hasEnded(pid, 5_000);
  return true;
}

async function hasEnded(pid: number, withinMs: number): Promise<boolean> {
  const untilMs = performance.now() + withinMs;
  while (isAlive(pid)) {
    if (performance.now() > untilMs) return false;
    await sleep(20);
  }
  return true;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z'); // the name before it may hold anything, brackets too
  } catch {
    return false;
  }
}
