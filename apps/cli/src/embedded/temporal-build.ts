import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { TEMPORAL_GO_PACKAGE } from './temporal-release.js';

/** About as many packages as the build compiles, for the progress line. */
export const PACKAGES = 1_300;

/**
 * Builds the CLI from its source with the machine's Go, into `folder`. Go checks every module against its public checksum log.
 * Measured on 2 busy cores: 3 minutes with the modules at hand; some 2 GB of Go's own cache.
 */
export async function buildTemporal({
  go,
  folder,
  env,
  signal,
  onProgress,
}: {
  go: string;
  folder: string;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
  onProgress: (done: { downloaded: number; compiled: number }) => void;
}): Promise<string> {
  const child = spawn(go, ['install', '-v', '-trimpath', '-ldflags', '-s -w', TEMPORAL_GO_PACKAGE], {
    cwd: folder, // outside of any Go module
    env: { ...env, GOBIN: folder, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off', ...cachesFor(folder) },
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(signal ? { signal } : {}),
  });
  const said: string[] = [];
  const done = { downloaded: 0, compiled: 0 };
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.startsWith('go: downloading')) done.downloaded++;
    else if (/^\S+$/.test(line)) done.compiled++;
    else said.push(line);
    onProgress(done);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`go install ended with ${code}: ${said.slice(-3).join(' ') || 'no words'}`);
  return join(folder, 'temporal');
}

/** Go wants a home. Users without one (nobody, some containers) get caches beside the result. */
function cachesFor(folder: string): NodeJS.ProcessEnv {
  try {
    accessSync(homedir(), constants.W_OK);
    return {};
  } catch {
    return { GOPATH: join(folder, 'go'), GOCACHE: join(folder, 'go-cache') };
  }
}
