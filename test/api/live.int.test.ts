import type { LiveEvent } from '@firstline/domain/api/live.schema';
import { Client as PgClient } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { publish, shippedPolicy } from '../harness/policy.js';
import { type FileServices, openServices } from '../harness/services.js';
import { type Api, openApi } from './app.js';
import { seedLead } from './seed.js';

let services: FileServices;
let api: Api;
beforeAll(async () => {
  services = await openServices();
  await publish(services.db, shippedPolicy());
  api = await openApi(services);
});
afterAll(async () => {
  await api?.close();
  await services?.stop();
});

interface Stream {
  events: { id: string; event: LiveEvent }[];
  steps(): string[];
  close(): void;
  ended: Promise<void>;
}

async function listen(lastEventId?: string): Promise<Stream> {
  const abort = new AbortController();
  const response = await fetch(`${api.url}/v1/events`, {
    signal: abort.signal,
    headers: { authorization: `Bearer ${api.operatorKey}`, ...(lastEventId ? { 'last-event-id': lastEventId } : {}) },
  });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const events: Stream['events'] = [];
  const read = async (): Promise<void> => {
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const whole = text.split('\n\n');
      text = whole.pop()!;
      for (const one of whole) {
        const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(one)?.[1];
        const data = field('data');
        if (data) events.push({ id: field('id')!, event: JSON.parse(data) });
      }
    }
  };
  const ended = read().catch(() => undefined);
  await vi.waitFor(() => expect(events[0]?.event.type).toBe('hello'));
  return {
    events,
    ended,
    close: () => abort.abort(),
    steps: () => events.flatMap(({ event }) => (event.type === 'timeline' ? [event.entry.step] : [])),
  };
}

let count = 0;
const write = (step: string, more: { leadId?: string; signalId?: string } = {}) =>
  services.db.timelineEntry.create({ data: { key: `live-${++count}`, layer: 'execution', step, text: `${step}.`, ...more } });

describe('the live stream', () => {
  it('tells every listener what happens, with the lead, its stage and who has it', async () => {
    const { leadId, signalId } = await seedLead(services.db, { name: 'Ada King', offeredTo: 'ana-duarte' });
    const screens = await Promise.all([listen(), listen(), listen()]);
    await write('offered', { leadId, signalId });
    for (const screen of screens) await vi.waitFor(() => expect(screen.steps()).toEqual(['offered']), { interval: 10, timeout: 20_000 });
    expect(screens[0]!.events.at(-1)!.event).toMatchObject({
      type: 'timeline',
      entry: { step: 'offered', leadId, signalId, layer: 'execution' },
      lead: { id: leadId, name: 'Ada King' },
      stage: 'waiting',
      rep: { id: 'ana-duarte' },
    });
    for (const screen of screens) screen.close();
  });

  it('does not miss a step that commits after a later one', async () => {
    const screen = await listen();
    const slow = new PgClient({ connectionString: services.env['DATABASE_URL']! });
    await slow.connect();
    await slow.query('BEGIN');
    await slow.query("INSERT INTO timeline_entry (key, layer, step, text) VALUES ('slow', 'execution', 'slow', 'slow.')");
    await write('quick');
    await vi.waitFor(() => expect(screen.steps()).toEqual(['quick']));
    await new Promise((resolve) => setTimeout(resolve, 600));
    await slow.query('COMMIT');
    await slow.end();
    await vi.waitFor(() => expect(screen.steps()).toEqual(['quick', 'slow']));
    screen.close();
  });

  it('gives a screen that comes back what it has missed, also what was still on the way', async () => {
    const screen = await listen();
    const slow = new PgClient({ connectionString: services.env['DATABASE_URL']! });
    await slow.connect();
    await slow.query('BEGIN');
    await slow.query("INSERT INTO timeline_entry (key, layer, step, text) VALUES ('late', 'execution', 'late', 'late.')");
    await write('seen');
    await vi.waitFor(() => expect(screen.steps()).toContain('seen'));
    const { id } = screen.events.at(-1)!;
    screen.close();
    await screen.ended;
    await slow.query('COMMIT');
    await slow.end();
    await write('missed');
    const again = await listen(id);
    await vi.waitFor(() => expect(again.steps()).toEqual(expect.arrayContaining(['late', 'missed'])));
    again.close();
  });

  it('tells a screen that missed too much, or that knows another timeline, to read anew', async () => {
    const start = (await write('first of many')).id;
    await services.db.timelineEntry.createMany({
      data: Array.from({ length: 600 }, (_, n) => ({ key: `many-${n}`, layer: 'execution', step: 'many', text: 'many.' })),
    });
    for (const id of [String(start), '999999999999']) {
      const screen = await listen(id);
      await vi.waitFor(() => expect(screen.events[1]?.event.type).toBe('reset'));
      // Where it goes on is in this timeline: a little before the latest entry, since an earlier one may still commit.
      const { _max: latest } = await services.db.timelineEntry.aggregate({ _max: { id: true } });
      expect(BigInt(screen.events[1]!.id)).toBeLessThanOrEqual(latest.id!);
      screen.close();
    }
  });

  it('takes any Last-Event-ID for none when it is no number', async () => {
    for (const id of ['x', '-1', '9'.repeat(40), "1' OR 1=1"]) {
      const screen = await listen(id);
      expect(screen.events[0]!.event.type).toBe('hello');
      screen.close();
    }
  });

  it('is bounded: the two hundred and first screen is asked to wait', async () => {
    const screens = await Promise.all(Array.from({ length: 200 }, () => listen()));
    expect(await api.get('/v1/events')).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    for (const screen of screens) screen.close();
    await vi.waitFor(async () => {
      const screen = await listen();
      screen.close();
    }, 5_000);
  });

  it('ends when the server stops', async () => {
    await services.db.apiKey.deleteMany();
    const other = await openApi(services);
    const response = await fetch(`${other.url}/v1/events`, { headers: { authorization: `Bearer ${other.operatorKey}` } });
    const reader = response.body!.getReader();
    await reader.read();
    // Listeners that held it open would hold it for as long as they listen: then this never ends.
    await other.close();
    await reader.cancel().catch(() => undefined);
  });
});
