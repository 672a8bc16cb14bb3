import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { atMostEvery, createLiveHub, type LiveBatch, type TimelineEvent } from './live-hub.js';

const event = (id: string): TimelineEvent => ({
  type: 'timeline',
  entry: {
    id,
    signalId: 's',
    leadId: null,
    layer: 'ingestion',
    step: 'captured',
    text: '',
    data: null,
    at: '2026-11-21T09:00:00Z',
    tookMs: null,
  },
  lead: null,
  stage: 'received',
  rep: null,
});

describe('live events', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const listen = () => {
    const hub = createLiveHub();
    const batches: LiveBatch[] = [];
    hub.subscribe((batch) => batches.push(batch));
    return { hub, batches };
  };

  it('come in batches, so that eight steps of one signal are one render', () => {
    const { hub, batches } = listen();
    for (let i = 0; i < 8; i++) hub.push(event(String(i)));
    vi.advanceTimersByTime(250);
    expect(batches.map((batch) => batch.events.length)).toEqual([8]);
  });
  it('wait while the page is hidden', () => {
    const { hub, batches } = listen();
    hub.hold(true);
    hub.push(event('1'));
    vi.advanceTimersByTime(60_000);
    expect(batches).toEqual([]);
    hub.hold(false);
    expect(batches).toHaveLength(1);
  });
  it('become "everything" rather than fill the memory', () => {
    const { hub, batches } = listen();
    hub.hold(true);
    for (let i = 0; i < 700; i++) hub.push(event(String(i)));
    hub.hold(false);
    expect(batches[0]?.everything).toBe(true);
    expect(batches[0]?.events.length).toBeLessThan(500);
  });
});

describe('at most every so often', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  it('runs at once, then bounds the rate, and never forgets the last call', () => {
    let runs = 0;
    const call = atMostEvery(1_000, () => (runs += 1));
    for (let i = 0; i < 50; i++) {
      call();
      vi.advanceTimersByTime(100);
    }
    expect(runs).toBe(6);
    call();
    call();
    vi.advanceTimersByTime(5_000);
    expect(runs).toBe(7);
  });
});
