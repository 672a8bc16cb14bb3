import { setTimeout as sleep } from 'node:timers/promises';

import { type LiveEvent, liveEventSchema } from '@firstline/domain/api/live.schema';

import { type Api, Refused } from './api.js';
import { printable } from './printable.js';
import { sentEvents } from './server-sent.js';

/** A server that is being restarted is back within seconds. */
const AGAIN_AFTER_MS = 1_000;

export interface LiveOptions {
  signal: AbortSignal;
  /** The line was cut, and is being tied again. */
  onCut: () => void;
}

/** Every step of every lead, as it happens. A cut line is tied again, and what was missed comes first. Ends when `signal` says so. */
export async function* live(api: Api, { signal, onCut }: LiveOptions): AsyncGenerator<LiveEvent> {
  let lastId: string | undefined;
  let connected = false;
  for (let cut = false; !signal.aborted;) {
    try {
      const headers = { accept: 'text/event-stream', ...(lastId === undefined ? {} : { 'last-event-id': lastId }) };
      const response = await api.stream('/v1/events', headers, signal);
      connected = true;
      cut = false;
      for await (const { id, data } of sentEvents(response.body!)) {
        if (id !== undefined) lastId = id;
        const parsed = liveEventSchema.safeParse(printable(JSON.parse(data)));
        if (parsed.success) yield parsed.data; // a newer server may have more to tell than we know
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!connected || (error instanceof Refused && error.status < 500)) throw error; // what will not heal by itself is the caller's to hear
    }
    if (!cut) onCut();
    cut = true;
    await sleep(AGAIN_AFTER_MS, undefined, { signal }).catch(() => undefined);
  }
}
