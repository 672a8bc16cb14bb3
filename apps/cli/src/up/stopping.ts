/**
 * Ctrl-C reaches every process of the terminal's group, and npm passes it on besides: one press arrives several times within
 * milliseconds. A second press means "now", and comes later than this.
 */
const ONE_PRESS_MS = 700;

export interface Stopping {
  /** Aborted by the first request. */
  signal: AbortSignal;
  /** The request itself, for whoever waits. */
  requested: Promise<NodeJS.Signals>;
  dispose(): void;
}

/** Listens for the words on which a program ends. @param onSecond the user is out of patience */
export function listenForStop(onSecond: () => void, nowMs: () => number = () => performance.now()): Stopping {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  let firstAtMs: number | undefined;
  const hear = (signal: NodeJS.Signals): void => {
    if (firstAtMs === undefined) {
      firstAtMs = nowMs();
      controller.abort();
      resolve(signal);
    } else if (nowMs() - firstAtMs > ONE_PRESS_MS) onSecond();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, hear);
  return {
    signal: controller.signal,
    requested: promise,
    dispose: () => {
      for (const signal of signals) process.off(signal, hear);
    },
  };
}
