import { readFileSync, renameSync, writeFileSync } from 'node:fs';

import { commandLineOf, endProcess } from '../embedded/processes.js';

interface Entry {
  name: string;
  pid: number;
  /** An argument that tells this process from a stranger with the same id. */
  marker: string;
}

/** Which of our programs run, on disk: after kill -9 the next start finds and ends them. */
export class ProcessesFile {
  readonly #file: string;
  #entries: Entry[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  /** Ends what an earlier start left behind. @returns their names */
  async endLeftovers(): Promise<string[]> {
    const left = readEntries(this.#file).filter(({ pid, marker }) => commandLineOf(pid).includes(marker));
    await Promise.all(left.map(({ pid }) => endProcess(pid, { signal: 'SIGTERM', withinMs: 5_000 })));
    return left.map(({ name }) => name);
  }

  started(entry: Entry): void {
    this.#entries = [...this.#entries.filter(({ name }) => name !== entry.name), entry];
    this.#write();
  }

  ended(pid: number): void {
    this.#entries = this.#entries.filter((entry) => entry.pid !== pid);
    this.#write();
  }

  #write(): void {
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.#entries));
    renameSync(`${this.#file}.new`, this.#file);
  }
}

function readEntries(file: string): Entry[] {
  try {
    const entries = JSON.parse(readFileSync(file, 'utf8')) as Entry[];
    return entries.filter(({ pid, marker }) => Number.isInteger(pid) && pid > 0 && typeof marker === 'string' && marker !== '');
  } catch {
    return [];
  }
}
