import { setTimeout as sleep } from 'node:timers/promises';

import type { Service } from '../embedded/service.js';

/**
 * Waits until a service answers its readiness address with 2xx.
 * @throws with its last words when it ends before, and with its last answer when the time is up
 */
export async function becomesReady(
  service: Service,
  { url, withinMs, logFile }: { url: string; withinMs: number; logFile: string },
): Promise<void> {
  const untilMs = performance.now() + withinMs;
  let answer = 'no answer';
  for (;;) {
    if (service.exit)
      throw new Error(`It ended while starting. Its last words (${logFile}):\n${withoutInnards(service.logTail(60)) || 'none'}`);
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      if (response.ok) {
        await response.body?.cancel();
        return;
      }
      answer = `${response.status} ${(await response.text()).slice(0, 300)}`;
    } catch {
      // not listening yet
    }
    if (performance.now() > untilMs) throw new Error(`It was not ready within ${withinMs / 1000} s: ${url} said ${answer}. See ${logFile}`);
    await sleep(40);
  }
}

/** The message of an error stands above its stack, most of which is not ours. */
export function withoutInnards(log: string): string {
  const lines = log.split('\n').filter((line) => !/^\s+at .*(node_modules|node:)/.test(line) && line.trim() !== '');
  return lines.slice(-14).join('\n');
}
