import { execFileSync, spawnSync } from 'node:child_process';

export interface SystemUser {
  uid: number;
  gid: number;
}

/**
 * Whom Postgres runs as. It refuses to run as root, so root gives it to the user `postgres`, who is made when missing;
 * anybody else runs it themselves (undefined).
 */
export function postgresUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const existing = lookUp('postgres');
  if (existing) return existing;
  const made = spawnSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { encoding: 'utf8' });
  const user = lookUp('postgres');
  if (user) return user;
  throw new Error(
    `Postgres does not run as root, and the user postgres could not be made${made.stderr ? `: ${made.stderr.trim()}` : ''}.\n` +
      'Make a user named postgres, or run npm start as an ordinary user, or set DATABASE_URL.',
  );
}

/** Whether that user can look at a path: every folder above it must let them through. */
export function canReach({ uid, gid }: SystemUser, path: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { uid, gid, cwd: '/' }).status === 0;
}

function lookUp(name: string): SystemUser | undefined {
  try {
    const id = (flag: string): number =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}
