import { setTimeout as sleep } from 'node:timers/promises';

import type { Guardian } from '../embedded/guardian.js';
import type { Exit, Service } from '../embedded/service.js';
import type { ProcessesFile } from './processes-file.js';
import { duration, type Terminal } from './terminal.js';

/** A service that ran this long was well: the next end of it starts the count of delays anew. */
const WELL_AFTER_MS = 60_000;
const LONGEST_DELAY_MS = 15_000;

/** Starts a service and resolves when it is ready for use. @param spawned told of its process at once */
export type StartService = (spawned: (service: Service) => void) => Promise<Service>;

export interface SupervisedOptions {
  name: string;
  /** An argument that tells its process from others; undefined for those whose own start ends what an earlier one left. */
  marker: string | undefined;
  start: StartService;
  terminal: Terminal;
  guardian: Guardian;
  processes: ProcessesFile;
}

/** Keeps one service running: when it ends without being told to, it says so and starts it again, later each time. */
export class Supervised {
  readonly name: string;
  readonly #options: SupervisedOptions;
  #current: Promise<Service> | undefined;
  #live: Service | undefined;
  #stopping = new AbortController();

  constructor(options: SupervisedOptions) {
    this.name = options.name;
    this.#options = options;
  }

  /** The first start. A failure here is the caller's to tell. */
  async start(): Promise<void> {
    const service = await this.#begin();
    void this.#keepRunning(service);
  }

  /** @returns whether it had to be killed */
  async stop(): Promise<boolean> {
    this.#stopping.abort();
    let killed = (await this.#live?.stop()) ?? false; // one that is not ready yet ends too, and so does its start
    const service = await this.#current?.catch(() => undefined);
    killed ||= (await service?.stop()) ?? false;
    return killed;
  }

  /** Done when it returns. */
  kill(): void {
    this.#stopping.abort();
    this.#live?.kill();
  }

  #begin(): Promise<Service> {
    const { name, marker, start, guardian, processes } = this.#options;
    this.#current = start((service) => {
      this.#live = service;
      guardian.watch(service.pid);
      if (marker) processes.started({ name, pid: service.pid, marker });
      void service.exited.then(() => this.#forget(service));
      if (this.#stopping.signal.aborted) void service.stop();
    });
    return this.#current;
  }

  async #keepRunning(first: Service): Promise<void> {
    let service = first;
    let startedAtMs = performance.now();
    for (let failures = 0; ;) {
      const exit = await service.exited;
      if (this.#stopping.signal.aborted) return;
      failures = performance.now() - startedAtMs > WELL_AFTER_MS ? 1 : failures + 1;
      this.#options.terminal.note(this.name, `${howItEnded(exit, service)}; starting it again`);
      const again = await this.#startAgain(failures);
      if (!again) return;
      service = again;
      startedAtMs = performance.now();
    }
  }

  async #startAgain(failuresSoFar: number): Promise<Service | undefined> {
    const { terminal } = this.#options;
    const downAtMs = performance.now();
    for (let failures = failuresSoFar; ; failures++) {
      await sleep(delayMs(failures), undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      if (this.#stopping.signal.aborted) return undefined;
      try {
        const service = await this.#begin();
        terminal.note(this.name, `is back after ${duration(performance.now() - downAtMs)}`);
        return service;
      } catch (error) {
        if (this.#stopping.signal.aborted) return undefined;
        terminal.note(this.name, `did not start (${firstLine(error)}); next try in ${duration(delayMs(failures + 1))}`);
      }
    }
  }

  #forget({ pid }: Service): void {
    this.#options.guardian.forget(pid);
    this.#options.processes.ended(pid);
  }
}

/** 0.2 s for the first time, then doubling: 0.4, 0.8 … 15 s. */
export const delayMs = (failures: number): number => Math.min(LONGEST_DELAY_MS, 100 * 2 ** failures);

/** Killed from outside, it had no time for last words. */
function howItEnded({ code, signal }: Exit, service: Service): string {
  if (signal) return `was ended by ${signal}`;
  const words = service.logTail(1).slice(0, 200);
  return `ended with exit code ${code}${words ? ` ("${words}")` : ''}`;
}

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
