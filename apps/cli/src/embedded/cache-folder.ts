import { mkdirSync, accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where downloads are kept between starts and checkouts: FIRSTLINE_CACHE, else the user's cache folder, else (a user without a home)
 * `fallback`, which belongs to this checkout.
 */
export function cacheFolder(env: NodeJS.ProcessEnv, fallback: string): string {
  const named = env['FIRSTLINE_CACHE'];
  if (named) return named;
  const usual = env['XDG_CACHE_HOME'] ? join(env['XDG_CACHE_HOME'], 'firstline') : join(homedir(), '.cache', 'firstline');
  return isWritable(usual) ? usual : fallback;
}

function isWritable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
