import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** One restart may write a lot, years of restarts must not fill the disk. */
const LOG_BYTES_BEFORE_ROTATION = 20_000_000;

export interface ServiceOptions extends Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'> {
  command: string;
  args: readonly string[];
  logFile: string;
  /** The word on which it ends in an orderly way. */
  stopSignal: NodeJS.Signals;
  /** How long that may take before it is killed. */
  stopWithinMs: number;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/**
 * A child process that writes to a log file of its own. It stands in its own session: Ctrl-C in the terminal reaches us alone,
 * and we stop the children in order. It writes to the file itself, so that our death does not break its output.
 */
export class Service {
  readonly pid: number;
  /** Settles when the process is gone, wanted or not. */
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #options: ServiceOptions;
  readonly #logStart: number;
  #exit: Exit | undefined;

  private constructor(child: ChildProcess, options: ServiceOptions, logStart: number) {
    this.#child = child;
    this.#options = options;
    this.#logStart = logStart;
    this.pid = child.pid!; // set: start() waits for 'spawn'
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve((this.#exit = { code, signal })));
    });
  }

  static async start(options: ServiceOptions): Promise<Service> {
    const { command, args, logFile, cwd, env, uid, gid } = options;
    mkdirSync(dirname(logFile), { recursive: true });
    rotate(logFile);
    const log = openSync(logFile, 'a', 0o600);
    const logStart = statSync(logFile).size;
    try {
      const child = spawn(command, args, { cwd, env, uid, gid, detached: true, stdio: ['ignore', log, log] });
      await once(child, 'spawn'); // rejects with the 'error' event: no such file, no permission
      return new Service(child, options, logStart);
    } finally {
      closeSync(log);
    }
  }

  get exit(): Exit | undefined {
    return this.#exit;
  }

  /** The end of what it wrote since it was started. */
  logTail(lines: number): string {
    const { size } = statSync(this.#options.logFile);
    const from = Math.max(this.#logStart, size - 8_192);
    const buffer = Buffer.alloc(Math.max(0, size - from));
    const file = openSync(this.#options.logFile, 'r');
    readSync(file, buffer, 0, buffer.length, from);
    closeSync(file);
    return buffer.toString('utf8').trimEnd().split('\n').slice(-lines).join('\n');
  }

  /** Twice is once. @returns whether it had to be killed */
  async stop(): Promise<boolean> {
    if (this.#exit) return false;
    this.#child.kill(this.#options.stopSignal);
    let killed = false;
    const timer = setTimeout(() => {
      killed = true;
      this.#child.kill('SIGKILL');
    }, this.#options.stopWithinMs);
    await this.exited;
    clearTimeout(timer);
    return killed;
  }

  kill(): void {
    if (!this.#exit) this.#child.kill('SIGKILL');
  }
}

function rotate(logFile: string): void {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_BYTES_BEFORE_ROTATION) renameSync(logFile, `${logFile}.1`);
}
