import { spawn } from 'node:child_process';

/**
 * Reads lists of process ids, and remembers the last. When its input ends, because we stopped or because we were killed, it asks those
 * processes to end (TERM), and three seconds later again in Postgres' word for "now" (INT: a TERM waits for its clients).
 */
const SCRIPT =
  'while read -r line; do pids=$line; done; [ -z "$pids" ] && exit; kill -TERM $pids 2>/dev/null; sleep 3; kill -INT $pids 2>/dev/null';

/**
 * A shell of a few hundred kilobytes that outlives us just long enough to end our children when we cannot: after kill -9.
 * It stands in its own session, so that Ctrl-C in the terminal does not reach it.
 */
export class Guardian {
  readonly #shell = spawn('/bin/sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  readonly #pids = new Set<number>();

  constructor() {
    this.#shell.on('error', () => undefined); // without it a kill -9 leaves children, which the next start ends
    this.#shell.stdin.on('error', () => undefined);
    this.#shell.unref();
    (this.#shell.stdin as unknown as { unref(): void }).unref();
  }

  watch(pid: number): void {
    this.#pids.add(pid);
    this.#tell();
  }

  forget(pid: number): void {
    this.#pids.delete(pid);
    this.#tell();
  }

  /** All was stopped in order: nothing is left to end. */
  dismiss(): void {
    this.#pids.clear();
    this.#shell.stdin.end('\n');
  }

  #tell(): void {
    this.#shell.stdin.write(`${[...this.#pids].join(' ')}\n`);
  }
}
