import { describe, expect, it } from 'vitest';

import { sentEvents, type SentEvent } from './server-sent.js';

async function read(...chunks: (string | Uint8Array)[]): Promise<SentEvent[]> {
  const bytes = chunks.map((chunk) => (typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk));
  const events: SentEvent[] = [];
  for await (const event of sentEvents(
    (async function* () {
      yield* bytes;
    })(),
  ))
    events.push(event);
  return events;
}

describe('the live stream', () => {
  it('is read event by event, without its heartbeats', async () => {
    expect(await read(': beat\n\nevent: timeline\nid: 41\ndata: {"a":1}\n\n: beat\n\n')).toEqual([
      { id: '41', type: 'timeline', data: '{"a":1}' },
    ]);
  });

  it('survives being cut anywhere, within a character too', async () => {
    const bytes = new TextEncoder().encode('id: 7\ndata: Zoë\n\n');
    const whole = [...bytes].map((byte) => Uint8Array.of(byte));
    expect(await read(...whole)).toEqual([{ id: '7', type: 'message', data: 'Zoë' }]);
  });

  it('does not show an event whose end never came', async () => {
    expect(await read('data: half')).toEqual([]);
  });

  it('gives up on an event without an end, instead of filling the memory', async () => {
    await expect(read('data: ', 'x'.repeat(1_000_001))).rejects.toThrow('without an end');
  });
});
