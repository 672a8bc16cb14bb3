import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

import { buildTemporal, PACKAGES } from './temporal-build.js';
import { downloadTemporal } from './temporal-download.js';
import { isAtLeast, OLDEST_SERVER, releaseArchive, serverVersion, TEMPORAL_CLI_VERSION } from './temporal-release.js';

/** What the search for a binary tells while it goes on. A line may be shown in place of the one before. */
export interface Progress {
  (line: string): void;
}

/** The ways to a binary, in the order in which they are tried. A way that has none answers undefined, or throws with the reason. */
export interface BinarySources {
  onPath(): Promise<string | undefined>;
  inCache(): Promise<string | undefined>;
  byDownload(): Promise<string | undefined>;
  byBuilding(): Promise<string | undefined>;
}

export interface FoundBinary {
  path: string;
  /** In words for the terminal: "found on PATH". */
  how: string;
}

const WAYS: readonly { way: keyof BinarySources; how: string }[] = [
  { way: 'onPath', how: 'found on PATH' },
  { way: 'inCache', how: 'from the cache' },
  { way: 'byDownload', how: 'downloaded' },
  { way: 'byBuilding', how: 'built with Go' },
];

/** @throws with what to do, after everything was tried */
export async function findTemporal(sources: BinarySources): Promise<FoundBinary> {
  const failures: string[] = [];
  for (const { way, how } of WAYS) {
    try {
      const path = await sources[way]();
      if (path) return { path, how };
    } catch (error) {
      failures.push(`  ${how}: no (${error instanceof Error ? error.message : String(error)})`);
    }
  }
  throw new Error(
    [
      'Firstline needs a Temporal server, and found no way to one:',
      ...failures,
      'Any of these helps:',
      '  install the Temporal CLI so that `temporal` is on PATH: https://docs.temporal.io/cli/setup-cli',
      '  install Go 1.24 or newer (https://go.dev/dl), and Firstline builds it by itself in 2 to 5 minutes, once',
      '  set TEMPORAL_ADDRESS=host:port of a server that you run elsewhere',
    ].join('\n'),
  );
}

export interface SourceOptions {
  /** Where our own copy is kept between starts and checkouts. */
  cacheFolder: string;
  env: NodeJS.ProcessEnv;
  progress: Progress;
  /** Ends a download or a build that nobody waits for any more. */
  signal?: AbortSignal | undefined;
}

export function binarySources({ cacheFolder, env, progress, signal }: SourceOptions): BinarySources {
  const cached = join(cacheFolder, `temporal-${TEMPORAL_CLI_VERSION}`, 'temporal');
  return {
    async onPath() {
      const path = which('temporal', env);
      if (!path) return undefined;
      const version = await versionOf(path);
      if (version && isAtLeast(version, OLDEST_SERVER)) return path;
      throw new Error(`${path} ${version ? `holds server ${version}, older than ${OLDEST_SERVER}` : 'is not the Temporal CLI'}`);
    },
    async inCache() {
      return existsSync(cached) && (await versionOf(cached)) ? cached : undefined;
    },
    async byDownload() {
      const archive = releaseArchive(process.platform, process.arch);
      if (!archive) throw new Error(`there is no release for ${process.platform} ${process.arch}`);
      progress(`Downloading Temporal ${TEMPORAL_CLI_VERSION} (about 60 MB, once)`);
      const onProgress = (received: number, total: number | undefined): void =>
        progress(`Downloading Temporal ${TEMPORAL_CLI_VERSION}: ${megabytes(received)}${total ? ` of ${megabytes(total)}` : ''}`);
      const binary = await downloadTemporal(archive, { onProgress, signal });
      return keep(cached, (half) => writeFile(half, binary));
    },
    async byBuilding() {
      signal?.throwIfAborted();
      const go = which('go', env);
      if (!go) throw new Error('Go is not installed');
      const startedAtMs = performance.now();
      progress(`Building Temporal ${TEMPORAL_CLI_VERSION} from its source with Go. This takes 2 to 5 minutes, once.`);
      await mkdir(cacheFolder, { recursive: true });
      const folder = await mkdtemp(join(cacheFolder, 'build-'));
      try {
        const built = await buildTemporal({
          go,
          folder,
          env,
          signal,
          onProgress: ({ downloaded, compiled }) =>
            progress(
              `Building Temporal: ${downloaded} modules fetched, ${compiled} of about ${PACKAGES} packages compiled, ${Math.round((performance.now() - startedAtMs) / 1000)} s`,
            ),
        });
        return await keep(cached, (half) => rename(built, half));
      } finally {
        await rm(folder, { recursive: true, force: true }).catch(() => undefined); // Go writes its module cache read-only
      }
    },
  };
}

/** Puts a whole, executable, working file in place, or nothing. Two at once: the last one wins, with the same content. */
async function keep(path: string, write: (half: string) => Promise<void>): Promise<string> {
  const half = `${path}.${process.pid}`;
  await mkdir(join(path, '..'), { recursive: true });
  await write(half);
  await chmod(half, 0o755);
  if (!(await versionOf(half))) {
    await rm(half, { force: true });
    throw new Error('the file does not run on this machine');
  }
  await rename(half, path);
  return path;
}

async function versionOf(binary: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(binary, ['--version'], { timeout: 10_000 });
    return serverVersion(stdout);
  } catch {
    return undefined;
  }
}

export function which(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
