import type { LiveEvent } from '@firstline/domain/api/live.schema';

export type TimelineEvent = Extract<LiveEvent, { type: 'timeline' }>;
/** What happened since the last batch; `everything` when too much was missed to say. */
export interface LiveBatch {
  everything: boolean;
  events: TimelineEvent[];
}
type Listener = (batch: LiveBatch) => void;

// Short enough to feel immediate, long enough that the eight steps of one signal are one render and not eight.
const GATHER_MS = 200;
// A hidden or flooded page gathers no more than this; past it "everything" is both shorter and true.
const MOST_EVENTS = 500;

/** Gathers events and hands them out in batches, so that a flood of signals does not become a flood of reads. */
export function createLiveHub() {
  const listeners = new Set<Listener>();
  let batch: LiveBatch = { everything: false, events: [] };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let held = false;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (held || (!batch.everything && batch.events.length === 0)) return;
    const now = batch;
    batch = { everything: false, events: [] };
    for (const listener of listeners) listener(now);
  };
  const soon = (): void => {
    timer ??= setTimeout(flush, GATHER_MS);
  };
  return {
    subscribe(listener: Listener): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    push(event: TimelineEvent): void {
      if (batch.events.length < MOST_EVENTS) batch.events.push(event);
      else batch = { everything: true, events: [] };
      soon();
    },
    everything(): void {
      batch = { everything: true, events: batch.events };
      soon();
    },
    /** While nobody looks, batches wait. */
    hold(on: boolean): void {
      held = on;
      if (!on) flush();
    },
  };
}
export type LiveHub = ReturnType<typeof createLiveHub>;

/** Runs `work` at once and then at most every `everyMs`; a call in between is made up for at the end of the interval. */
export function atMostEvery(everyMs: number, work: () => void): { (): void; cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  const call = (): void => {
    if (timer !== undefined) {
      again = true;
      return;
    }
    work();
    timer = setTimeout(() => {
      timer = undefined;
      if (!again) return;
      again = false;
      call();
    }, everyMs);
  };
  return Object.assign(call, {
    cancel: () => {
      clearTimeout(timer);
      timer = undefined;
      again = false;
    },
  });
}
