import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { canReach, type SystemUser } from './system-user.js';

/** Where root's Postgres lives when the wanted folder is in a private home. */
export const SHARED_STATE = '/var/lib/firstline';

/**
 * The folder for the cluster: `wanted`, unless Postgres' user cannot get there. Then one below /var/lib/firstline, named after the
 * wanted path, so that the same checkout finds its data again.
 */
export function clusterFolder(wanted: string, user: SystemUser | undefined): string {
  mkdirSync(wanted, { recursive: true });
  if (!user) return wanted;
  chmodSync(wanted, 0o711); // passed through by Postgres' user, listed by nobody
  return canReach(user, wanted) ? wanted : elsewhere(realpathSync(wanted));
}

export function ownFolder(folder: string, user: SystemUser | undefined): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user) chownSync(folder, user.uid, user.gid);
}

/** Both places, the second only when it is there: what a clean start removes. */
export function clusterFoldersOf(wanted: string): string[] {
  if (!existsSync(wanted)) return [];
  return [wanted, elsewhere(realpathSync(wanted))].filter((folder) => existsSync(folder));
}

function elsewhere(wanted: string): string {
  const name = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  const folder = join(SHARED_STATE, name);
  mkdirSync(dirname(folder), { recursive: true, mode: 0o755 });
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  return folder;
}
