import { linkSync, mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LockOwner {
  pid: number;
  /** Where its console is. */
  url: string;
  startedAtMs: number;
}

/** Somebody runs Firstline in this home already. */
export class AlreadyRunning extends Error {
  constructor(owner: LockOwner) {
    const since = new Date(owner.startedAtMs).toLocaleTimeString();
    super(
      `Firstline is already running here: process ${owner.pid}, since ${since}, at ${owner.url}\n` +
        `Stop it with Ctrl-C in its terminal, or with: kill ${owner.pid}\n` +
        'A second one beside it needs a folder and ports of its own: FIRSTLINE_HOME, FIRSTLINE_PORT and the others in .env.example.',
    );
    this.name = 'AlreadyRunning';
  }
}

/**
 * One `up` for each home. The lock is a file that appears with its content (a hard link), so that nobody reads half of it; one whose
 * process is gone is taken over, by one starter at a time.
 * @param isFirstline whether a process id is a living `up`, and not a stranger that was given the same id
 * @returns gives the lock back
 * @throws AlreadyRunning
 */
export async function takeLock(file: string, me: LockOwner, isFirstline: (pid: number) => boolean): Promise<() => void> {
  const mine = `${file}.${me.pid}`;
  writeFileSync(mine, JSON.stringify(me));
  try {
    while (!tryLink(mine, file)) {
      const owner = readOwner(file);
      if (owner && isFirstline(owner.pid)) throw new AlreadyRunning(owner);
      if (!takeOver(file, isFirstline)) await sleep(50);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  return () => {
    if (readOwner(file)?.pid === me.pid) rmSync(file, { force: true });
  };
}

/** Two that find the same dead owner must not both remove it: the second would remove the first one's lock. */
function takeOver(file: string, isFirstline: (pid: number) => boolean): boolean {
  const turn = `${file}.turn`;
  try {
    mkdirSync(turn);
  } catch {
    if (ageMs(turn) > 5_000) rmSync(turn, { recursive: true, force: true }); // its maker was killed within these few lines
    return false;
  }
  try {
    const owner = readOwner(file);
    if (!owner || !isFirstline(owner.pid)) rmSync(file, { force: true });
    return true;
  } finally {
    rmdirSync(turn);
  }
}

export function readOwner(file: string): LockOwner | undefined {
  try {
    const { pid, url, startedAtMs } = JSON.parse(readFileSync(file, 'utf8')) as LockOwner;
    return Number.isInteger(pid) && pid > 0 ? { pid, url, startedAtMs } : undefined;
  } catch {
    return undefined;
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

const ageMs = (path: string): number => Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
