import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { dirname } from 'node:path';

import type { Installation } from './installation.js';
import { broken, type Line, ok, warn } from './line.js';

const MIB = 1024 * 1024;
/** Ingress and worker take 600 MiB under load, Postgres and Temporal about as much again. */
const MEMORY_WANTED = 1_024 * MIB;
const DISK_WANTED = 1_024 * MIB;
/** Below this Postgres may stop in the middle of a write-ahead segment. */
const DISK_NEEDED = 200 * MIB;

export async function machineLines({ cli }: Installation): Promise<Line[]> {
  return [nodeLine(process.versions.node), memoryLine(), await diskLine(cli.home.root)];
}

export function nodeLine(version: string): Line {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const says = `${version} on ${process.platform} ${process.arch}, ${availableParallelism()} cores`;
  if (major > 24 || (major === 24 && minor >= 0)) return ok('Node', says);
  return warn(
    'Node',
    `${says}; Firstline itself runs on Node 24`,
    'Start verbs by npm, which brings its own Node: npm run firstline -- doctor',
  );
}

function memoryLine(): Line {
  const says = `${gib(freemem())} free of ${gib(totalmem())}`;
  // What the system counts as free leaves out caches that it would give up.
  return totalmem() < MEMORY_WANTED ? warn('Memory', says, 'Firstline with its database and Temporal wants 1 GiB.') : ok('Memory', says);
}

async function diskLine(root: string): Promise<Line> {
  let folder = root;
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const says = `${gib(free)} free at ${root}`;
  const advice = 'Make room, or put the data elsewhere: FIRSTLINE_HOME.';
  if (free < DISK_NEEDED) return broken('Disk', says, advice);
  return free < DISK_WANTED ? warn('Disk', says, advice) : ok('Disk', says);
}

const gib = (bytes: number): string => `${(bytes / MIB / 1_024).toFixed(1)} GiB`;
