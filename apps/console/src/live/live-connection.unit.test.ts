import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLiveConnection, type LiveStatus } from './live-connection.js';

/** A server whose every connection the test answers by hand. */
class FakeStream {
  readonly asked: { headers: Record<string, string>; send: (text: string) => void; end: () => void }[] = [];
  answerWith: 'stream' | number | 'nothing' = 'stream';
  readonly fetch: typeof fetch = async (_url, init) => {
    if (this.answerWith === 'nothing') throw new TypeError('network');
    if (typeof this.answerWith === 'number') return new Response('', { status: this.answerWith });
    let controller!: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({ start: (given) => void (controller = given) });
    init?.signal?.addEventListener('abort', () => controller.error(new DOMException('aborted', 'AbortError')));
    this.asked.push({
      headers: init?.headers as Record<string, string>,
      send: (text) => controller.enqueue(new TextEncoder().encode(text)),
      end: () => controller.close(),
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
}

describe('the live line', () => {
  let server: FakeStream;
  let statuses: LiveStatus[];
  let events: string[];
  let signedOut: number;
  const settle = () => vi.advanceTimersByTimeAsync(0);
  const open = () => {
    const line = createLiveConnection({
      fetch: server.fetch,
      url: '/v1/events',
      onEvent: (event) => events.push(event.data),
      onStatus: (status) => void (statuses.at(-1) === status || statuses.push(status)),
      onSignedOut: () => void (signedOut += 1),
      random: () => 1,
    });
    line.start();
    return line;
  };
  beforeEach(() => {
    vi.useFakeTimers();
    server = new FakeStream();
    statuses = [];
    events = [];
    signedOut = 0;
  });
  afterEach(() => void vi.useRealTimers());

  it('is live once something has arrived, not merely once it is open', async () => {
    open();
    await settle();
    expect(statuses).toEqual(['connecting']);
    server.asked[0]?.send(': hi\n\n');
    await settle();
    expect(statuses).toEqual(['connecting', 'live']);
  });

  it('resumes after the last event it saw', async () => {
    open();
    await settle();
    server.asked[0]?.send('id: 41\ndata: a\n\nid: 42\ndata: b\n\n');
    await settle();
    server.asked[0]?.end();
    await vi.advanceTimersByTimeAsync(600);
    expect(server.asked[1]?.headers['last-event-id']).toBe('42');
    server.asked[1]?.send('id: 43\ndata: c\n\n');
    await settle();
    expect(events).toEqual(['a', 'b', 'c']);
    expect(statuses).toEqual(['connecting', 'live', 'reconnecting', 'live']);
  });

  it('takes a silent line for a dead one', async () => {
    open();
    await settle();
    server.asked[0]?.send(': hi\n\n');
    await vi.advanceTimersByTimeAsync(41_000);
    expect(server.asked).toHaveLength(2);
  });

  it('falls back to polling after three failures, goes on trying, and recovers', async () => {
    server.answerWith = 503;
    open();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(statuses.at(-1)).toBe('polling');
    server.answerWith = 'stream';
    await vi.advanceTimersByTimeAsync(31_000);
    server.asked[0]?.send(': back\n\n');
    await settle();
    expect(statuses.at(-1)).toBe('live');
  });

  it('does not hammer a server that is down', async () => {
    let tries = 0;
    server.answerWith = 'nothing';
    const counted = server.fetch;
    (server as { fetch: typeof fetch }).fetch = (...asked) => ((tries += 1), counted(...asked));
    open();
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    expect(tries).toBeGreaterThan(10);
    expect(tries).toBeLessThan(20);
  });

  it('stops when nobody is signed in', async () => {
    server.answerWith = 401;
    open();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(signedOut).toBe(1);
  });

  it('reconnects at once when the network comes back', async () => {
    const line = open();
    await settle();
    line.offline();
    expect(statuses.at(-1)).toBe('offline');
    await vi.advanceTimersByTimeAsync(120_000);
    expect(server.asked).toHaveLength(1);
    line.wake();
    await settle();
    expect(server.asked).toHaveLength(2);
  });
});
