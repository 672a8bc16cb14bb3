import { mkdirSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { clusterFoldersOf } from '../embedded/postgres-folder.js';

/** Everything a local Firstline keeps, below one folder. */
export class Home {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  get postgres(): string {
    return join(this.root, 'postgres');
  }
  get temporal(): string {
    return join(this.root, 'temporal');
  }
  get cache(): string {
    return join(this.root, 'cache');
  }
  get lock(): string {
    return join(this.root, 'run', 'up.lock');
  }
  get processes(): string {
    return join(this.root, 'run', 'processes.json');
  }
  /** Where everything listens; the command line reads it. */
  get ports(): string {
    return join(this.root, 'run', 'ports.json');
  }
  get samplesSent(): string {
    return join(this.root, 'run', 'samples-sent');
  }
  log(name: string): string {
    return join(this.root, 'logs', `${name}.log`);
  }
  get secrets(): string {
    return join(this.root, 'secrets.env');
  }
  key(name: string): string {
    return join(this.root, `${name}.key`);
  }

  /** Passed through by Postgres' user when root starts it, listed by nobody else. The keys in it are for their owner alone. */
  create(): void {
    mkdirSync(this.root, { recursive: true, mode: 0o711 });
    for (const folder of ['logs', 'run']) mkdirSync(join(this.root, folder), { recursive: true, mode: 0o700 });
  }

  /**
   * Removes what starts have made, and nothing else: FIRSTLINE_HOME may have been pointed at a folder with other things in it.
   * Downloads stay, and so does the lock, which the caller holds.
   */
  async reset(): Promise<void> {
    const made = [
      ...clusterFoldersOf(this.postgres),
      this.postgres,
      this.temporal,
      join(this.root, 'logs'),
      this.processes,
      this.samplesSent,
    ];
    const keys = readdirSync(this.root).filter((name) => name.endsWith('.key') || name === 'secrets.env');
    for (const path of [...made, ...keys.map((name) => join(this.root, name))]) await rm(path, { recursive: true, force: true });
  }
}
