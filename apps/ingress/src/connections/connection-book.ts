import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CONNECTIONS_FILE, parseConnections } from '@firstline/domain/connections/parse-connections';
import { requiredSecrets } from '@firstline/domain/connections/required-secrets';
import type { Connection } from '@firstline/domain/connections/connections.schema';
import { problemLine } from '@firstline/domain/policy/policy-problem';
import type { Config } from '@firstline/platform/config/config';
import type { Log } from '@firstline/platform/log/log';
import { CONFIG, ENV, LOG } from '../parts/parts.js';
import { type Env, type ReadyConnection, prepare } from './ready-connection.js';

/** How soon a changed file is in force. Asking for its date is cheap, and works where file events do not (mounted volumes, swapped links). */
const LOOK_MS = 1_000;

export interface BookStatus {
  /** Lines of the file that are wrong; the last good version is in force. */
  problems: readonly string[];
  /** By connection: what it lacks. */
  notConfigured: Readonly<Record<string, string>>;
  loaded: boolean;
}

/** The connections in force: `connections.yaml` and the secrets that it refers to, read again when they change. */
@Injectable()
export class ConnectionBook implements OnModuleInit, OnApplicationShutdown {
  #all = new Map<string, ReadyConnection>();
  #connections: Connection[] = [];
  #problems: readonly string[] = [];
  #loaded = false;
  #seen = '';
  #looking = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #file: string;

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.#file = join(config.FIRSTLINE_CONFIG, CONNECTIONS_FILE);
  }

  async onModuleInit(): Promise<void> {
    await this.look();
    this.#timer = setInterval(() => void this.look(), LOOK_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  find(id: string): ReadyConnection | undefined {
    return this.#all.get(id);
  }

  all(): ReadyConnection[] {
    return [...this.#all.values()];
  }

  status(): BookStatus {
    const lacking = this.all().flatMap((ready) => (ready.source ? [] : [[ready.connection.id, ready.because]]));
    return { problems: this.#problems, notConfigured: Object.fromEntries(lacking) as Record<string, string>, loaded: this.#loaded };
  }

  /** Reads the file and the secrets again if any of them changed. */
  async look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      const seen = await this.#stamp();
      if (seen === this.#seen) return;
      this.#seen = seen;
      await this.#load();
    } catch (error) {
      this.#refuse([`${this.#file}: ${(error as Error).message}`]);
    } finally {
      this.#looking = false;
    }
  }

  async #load(): Promise<void> {
    const text = await readFile(this.#file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new Error(error.code === 'ENOENT' ? 'the file is not there' : `cannot be read (${error.code ?? error.message})`);
    });
    const parsed = parseConnections(text, this.#file);
    if (!parsed.ok) return this.#refuse(parsed.problems.map(problemLine));
    const ready = await Promise.all(parsed.connections.map((connection) => prepare(connection, this.env)));
    this.#all = new Map(ready.map((one) => [one.connection.id, one]));
    this.#connections = parsed.connections;
    this.#problems = [];
    this.#loaded = true;
    // A file of a secret may be new to us.
    this.#seen = await this.#stamp();
    const { notConfigured } = this.status();
    this.log.info({ layer: 'ingestion', connections: ready.length, notConfigured }, 'connections are in force');
  }

  #refuse(problems: string[]): void {
    this.#problems = problems;
    const kept = this.#loaded ? 'the last good version stays in force' : 'no connection works until it is mended';
    this.log.error({ layer: 'ingestion', problems }, `connections.yaml has mistakes; ${kept}`);
  }

  /** Changes when the file or a secret's file does. */
  async #stamp(): Promise<string> {
    const secretFiles = requiredSecrets(this.#connections).flatMap(({ ref }) => ('file' in ref ? [ref.file] : []));
    const stamps = [this.#file, ...secretFiles].map(async (file) => {
      const found = await stat(file).catch(() => undefined);
      return found ? `${found.ino}:${found.size}:${found.mtimeMs}` : 'absent';
    });
    return (await Promise.all(stamps)).join('|');
  }
}
