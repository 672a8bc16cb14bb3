import type { LiveEvent } from '@firstline/domain/api/live.schema';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { serverClock } from '../api/client.js';
import { sessionEvents } from '../session/session-events.js';
import { createLiveConnection, type LiveStatus } from './live-connection.js';
import { atMostEvery, createLiveHub, type LiveBatch, type LiveHub } from './live-hub.js';

interface Live {
  status: LiveStatus;
  hub: LiveHub;
}
const LiveContext = createContext<Live | null>(null);

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error('useLive needs a LiveProvider above it');
  return live;
}

// Figures and summaries of everything: often enough to feel alive, seldom enough to cost the server nothing.
const SUMMARIES_EVERY_MS = 1_500;
const POLL_EVERY_MS = 8_000;
// A tab nobody looks at gives its line back: browsers allow six to one server, and phones have batteries.
const PAUSE_HIDDEN_AFTER_MS = 60_000;

export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [status, setStatus] = useState<LiveStatus>('connecting');
  const hub = useMemo(createLiveHub, []);

  useEffect(() => {
    const summaries = atMostEvery(SUMMARIES_EVERY_MS, () => refreshSummaries(queries));
    const unsubscribe = hub.subscribe((batch) => {
      refreshDetails(queries, batch);
      summaries();
    });
    return () => {
      unsubscribe();
      summaries.cancel();
    };
  }, [hub, queries]);

  useEffect(() => {
    const line = createLiveConnection({
      fetch: (...asked) => fetch(...asked),
      url: '/v1/events',
      onStatus: setStatus,
      onSignedOut: () => sessionEvents.tell('signed-out'),
      random: Math.random,
      onEvent: ({ data }) => {
        const event = JSON.parse(data) as LiveEvent;
        if (event.type === 'timeline') hub.push(event);
        else if (event.type === 'reset') hub.everything();
        else if (event.type === 'hello')
          serverClock.heard({ serverMs: Date.parse(event.now), roundedByMs: 0, sentAtMs: Date.now() - 50, receivedAtMs: Date.now() });
      },
    });
    let pausing: ReturnType<typeof setTimeout> | undefined;
    let paused = false;
    const looked = (): void => {
      clearTimeout(pausing);
      hub.hold(document.hidden);
      if (document.hidden) {
        pausing = setTimeout(() => {
          paused = true;
          line.pause();
        }, PAUSE_HIDDEN_AFTER_MS);
      } else if (paused) {
        paused = false;
        line.wake();
      }
    };
    const online = (): void => {
      line.wake();
      hub.everything();
    };
    const offline = (): void => line.offline();
    const signedInAgain = sessionEvents.on('signed-in', () => line.wake());
    addEventListener('online', online);
    addEventListener('offline', offline);
    document.addEventListener('visibilitychange', looked);
    if (navigator.onLine) line.start();
    else line.offline();
    return () => {
      clearTimeout(pausing);
      line.stop();
      signedInAgain();
      removeEventListener('online', online);
      removeEventListener('offline', offline);
      document.removeEventListener('visibilitychange', looked);
    };
  }, [hub]);

  useEffect(() => {
    if (status !== 'polling') return;
    const timer = setInterval(() => hub.everything(), POLL_EVERY_MS);
    return () => clearInterval(timer);
  }, [status, hub]);

  const live = useMemo(() => ({ status, hub }), [status, hub]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** The page of one signal or lead is read again as soon as something happened to that one, and to no other. */
function refreshDetails(queries: QueryClient, batch: LiveBatch): void {
  if (batch.everything) {
    void queries.invalidateQueries({ queryKey: ['lead'] });
    void queries.invalidateQueries({ queryKey: ['signal'] });
    void queries.invalidateQueries({ queryKey: ['team'] });
    return;
  }
  for (const leadId of new Set(batch.events.map((event) => event.entry.leadId)))
    if (leadId) void queries.invalidateQueries({ queryKey: ['lead', leadId] });
  for (const signalId of new Set(batch.events.map((event) => event.entry.signalId)))
    if (signalId) void queries.invalidateQueries({ queryKey: ['signal', signalId] });
}

function refreshSummaries(queries: QueryClient): void {
  for (const name of ['stats', 'waiting-leads', 'latest-signals', 'inbox', 'dead-letters-open'])
    void queries.invalidateQueries({ queryKey: [name] });
}
