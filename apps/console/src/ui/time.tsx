import { useEffect, useState, useSyncExternalStore } from 'react';
import { serverNowMs } from '../api/client.js';
import { agoText, tookText } from '../format/duration.js';
import { exactText, whenText, whenToTheSecond } from '../format/instant.js';

// One ticker for every "2 min ago" on the page; finer than this would flicker without telling anybody more.
const EVERY_MS = 5_000;
const listeners = new Set<() => void>();
let nowMs = serverNowMs();
let ticker: ReturnType<typeof setInterval> | undefined;
const tick = (): void => {
  nowMs = serverNowMs();
  for (const listener of listeners) listener();
};
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  if (listeners.size === 1) {
    nowMs = serverNowMs();
    ticker = setInterval(tick, EVERY_MS);
    document.addEventListener('visibilitychange', tick);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticker);
    document.removeEventListener('visibilitychange', tick);
  };
};

/** The server's time, refreshed every few seconds. */
export const useNowMs = (): number => useSyncExternalStore(subscribe, () => nowMs);

/** The server's time, renewed at the instants a countdown to `dueMs` changes its text: no drift, whatever timers do while a page sleeps. */
export function useSecondsUntil(dueMs: number): number {
  const [now, setNow] = useState(serverNowMs);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const tick = (): void => {
      const at = serverNowMs();
      setNow(at);
      wait(at);
    };
    const wait = (at: number): void => {
      // Before the end the text changes as the remaining time passes a whole second; after it, as the overdue time does.
      const next = (((dueMs - at) % 1_000) + 1_000) % 1_000 || 1_000;
      timer = setTimeout(tick, next + 5);
    };
    const woke = (): void => {
      clearTimeout(timer);
      tick();
    };
    wait(serverNowMs());
    document.addEventListener('visibilitychange', woke);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', woke);
    };
  }, [dueMs]);
  return now;
}

interface Instant {
  at: string;
}
/** "2 min ago", with the exact time in the viewer's zone on hover and for machines. */
export function Ago({ at }: Instant) {
  const now = useNowMs();
  const atMs = Date.parse(at);
  return (
    <time className="numbers" dateTime={at} title={exactText(atMs)}>
      {agoText(atMs, Math.max(now, serverNowMs()))}
    </time>
  );
}

export function When({ at, seconds = false }: Instant & { seconds?: boolean }) {
  const now = useNowMs();
  const atMs = Date.parse(at);
  return (
    <time className="numbers" dateTime={at} title={exactText(atMs)}>
      {seconds ? whenToTheSecond(atMs, now) : whenText(atMs, now)}
    </time>
  );
}

export const Took = ({ ms }: { ms: number }) => (
  <span className="numbers" title={`${ms.toLocaleString()} ms`}>
    {tookText(ms)}
  </span>
);
