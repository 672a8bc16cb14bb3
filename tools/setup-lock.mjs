// Two set-ups of one checkout at once would write over each other. A folder is the lock, since making one is atomic.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Runs `work` alone. @param onWaiting called once with the process id of whoever is at it */
export async function alone(folder, onWaiting, work) {
  mkdirSync(dirname(folder), { recursive: true });
  for (let told = false; !take(folder); await sleep(300)) {
    const owner = ownerOf(folder);
    if (owner !== undefined && !isAlive(owner)) rmSync(folder, { recursive: true, force: true });
    else if (!told && owner !== undefined) {
      onWaiting(owner);
      told = true;
    }
  }
  const release = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function take(folder) {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(folder, 'pid'), String(process.pid));
  return true;
}

function ownerOf(folder) {
  try {
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined; // just being made, or just gone
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
