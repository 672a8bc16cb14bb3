import { createSseParser, type ServerSentEvent } from './sse-parse.js';

/** `polling`: the stream has failed for a while, pages are read again every few seconds; `paused`: nobody is looking. */
export type LiveStatus = 'connecting' | 'live' | 'reconnecting' | 'polling' | 'offline' | 'paused';

export interface LiveConnection {
  start(): void;
  stop(): void;
  /** The network is back, or the page is looked at again: do not wait for the next turn. */
  wake(): void;
  offline(): void;
  pause(): void;
}
export interface LiveParts {
  fetch: typeof fetch;
  url: string;
  onEvent(event: ServerSentEvent): void;
  onStatus(status: LiveStatus): void;
  onSignedOut(): void;
  /** 0 to 1: spreads the reconnects of many consoles after a server restart. */
  random(): number;
}

// The server sends a comment every 15 s; two missed and a half mean a dead line that TCP has not noticed, as phones have.
const SILENCE_MS = 40_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const FAILURES_UNTIL_POLLING = 3;

/**
 * Holds one event stream open, whatever happens to the network, and resumes after the last event seen.
 * Read with fetch rather than EventSource: that one hides the status of a refusal, cannot tell silence from death,
 * and forgets the last id when it gives up.
 */
export function createLiveConnection(parts: LiveParts): LiveConnection {
  let current: AbortController | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let lastId: string | undefined;

  const hangUp = (): void => {
    clearTimeout(retry);
    current?.abort();
    current = undefined;
  };

  const connect = async (): Promise<void> => {
    hangUp();
    const mine = (current = new AbortController());
    if (failures < FAILURES_UNTIL_POLLING) parts.onStatus(lastId === undefined && failures === 0 ? 'connecting' : 'reconnecting');
    const because = await listen(mine).catch(() => 'broken' as const);
    if (current !== mine) return;
    if (because === 'signed-out') return parts.onSignedOut();
    failures += 1;
    parts.onStatus(failures >= FAILURES_UNTIL_POLLING ? 'polling' : 'reconnecting');
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1));
    retry = setTimeout(() => void connect(), wait * (0.5 + parts.random() / 2));
  };

  const listen = async (mine: AbortController): Promise<'signed-out' | 'ended'> => {
    let silence = setTimeout(() => mine.abort(), SILENCE_MS);
    try {
      const headers = { accept: 'text/event-stream', ...(lastId === undefined ? {} : { 'last-event-id': lastId }) };
      const response = await parts.fetch(parts.url, { headers, signal: mine.signal, cache: 'no-store' });
      if (response.status === 401) return 'signed-out';
      if (!response.ok || !response.body || !response.headers.get('content-type')?.startsWith('text/event-stream')) return 'ended';
      const parse = createSseParser();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done || current !== mine) return 'ended';
        clearTimeout(silence);
        silence = setTimeout(() => mine.abort(), SILENCE_MS);
        // Only what arrives proves the line: some proxies accept a stream and then hold it back.
        failures = 0;
        parts.onStatus('live');
        for (const event of parse(value)) {
          if (event.id) lastId = event.id;
          parts.onEvent(event);
        }
      }
    } finally {
      clearTimeout(silence);
    }
  };

  return {
    start: () => void connect(),
    stop: hangUp,
    wake() {
      failures = 0;
      void connect();
    },
    offline() {
      hangUp();
      parts.onStatus('offline');
    },
    pause() {
      hangUp();
      parts.onStatus('paused');
    },
  };
}
