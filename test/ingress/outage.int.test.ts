import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { signalId } from '@firstline/domain/signal/signal-id';
import { takeIn } from '@firstline/ingress/intake/intake.sql';
import { type FileServices, openServices } from '../harness/services.js';
import { type Ingress, openIngress } from './open-ingress.js';
import { demoRequest, product } from './senders.js';

let services: FileServices;
let ingress: Ingress;
beforeAll(async () => {
  services = await openServices();
  ingress = await openIngress(services);
});
afterAll(async () => {
  await ingress.close();
  await services.stop();
});
afterEach(async () => {
  await Promise.all([ingress.cables.postgres.mend(), ingress.cables.temporal.mend()]);
  for (const store of ['postgres', 'temporal'])
    await vi.waitFor(async () => expect(await ingress.metric('firstline_store_up', store)).toBe(1), { timeout: 8_000 });
});

const many = (count: number) => Array.from({ length: count }, () => demoRequest());
const idOf = (sent: { eventId: string }) => signalId({ connection: 'api', eventId: sent.eventId });
const isRunning = async (sent: { eventId: string }) => {
  const { status } = await services.client.workflow.getHandle(`signal/api/${sent.eventId}`).describe();
  return status.name;
};
const allStarted = (sent: { eventId: string }[]) =>
  vi.waitFor(
    async () => {
      const rows = await services.db.signal.findMany({ where: { id: { in: sent.map(idOf) } }, select: { startedAt: true } });
      expect(rows.filter(({ startedAt }) => startedAt !== null)).toHaveLength(sent.length);
    },
    { timeout: 10_000 },
  );

describe('while Temporal is down', () => {
  it('signals are accepted all the same, and start as soon as it is back', async () => {
    await ingress.cables.temporal.cut();
    const sent = many(120);
    const answers = await Promise.all(sent.map((signal) => ingress.send(signal)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.status}`))).toEqual(new Set(['202 accepted']));
    await sleep(1_200);
    expect(await services.db.signal.count({ where: { id: { in: sent.map(idOf) }, startedAt: null } })).toBe(120);
    expect(await ingress.send(sent[0])).toMatchObject({ status: 202, body: { status: 'duplicate' } });
    await ingress.cables.temporal.mend();
    await allStarted(sent);
    expect(await isRunning(sent[119]!)).toBe('RUNNING');
  });

  it('readiness says which part is down, and that signals can be taken', async () => {
    await ingress.cables.temporal.cut();
    await sleep(600);
    const response = await fetch(`${ingress.url}/readyz`);
    expect([response.status, await response.json()]).toMatchObject([
      200,
      { ok: true, parts: { postgres: { ok: true }, temporal: { ok: false, says: expect.any(String) } } },
    ]);
  });
});

describe('while Postgres is down', () => {
  it('signals are accepted in Temporal, with the signal sealed inside', async () => {
    await ingress.cables.postgres.cut();
    const sent = demoRequest();
    expect(await ingress.send(sent)).toMatchObject({ status: 202, body: { id: idOf(sent), status: 'accepted' } });
    expect(await ingress.send(sent)).toMatchObject({ status: 202, body: { id: idOf(sent), status: 'duplicate' } });
    const handle = services.client.workflow.getHandle(`signal/api/${sent.eventId}`);
    const { events } = await handle.fetchHistory();
    const [payload] = events![0]!.workflowExecutionStartedEventAttributes!.input!.payloads!;
    expect(Buffer.from(payload!.data!).toString('latin1')).not.toContain('ada@');
    const [decoded] = await services.client.options.loadedDataConverter.payloadCodecs[0]!.decode([payload!]);
    const input = JSON.parse(Buffer.from(decoded!.data!).toString());
    expect(input).toMatchObject({ signalId: idOf(sent), connection: 'api', lane: 'high' });
    expect(JSON.parse(input.inline)).toMatchObject({ id: idOf(sent), person: sent.person, version: 1 });
  });

  it('a burst costs nobody the time of a dead store', async () => {
    await ingress.cables.postgres.cut();
    await ingress.send(demoRequest());
    const answers = await Promise.all(many(30).map((signal) => ingress.send(signal)));
    expect(answers.every(({ status }) => status === 202)).toBe(true);
  });

  it('a provider brings again what we cannot use, since only Postgres could keep it', async () => {
    await ingress.cables.postgres.cut();
    await ingress.send(demoRequest());
    const answer = await ingress.post('/v1/webhooks/product', product({ type: 'user.renamed', data: {} }));
    expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).toEqual([503, 'unavailable', '5']);
  });

  it('the keys that are known stay known', async () => {
    await ingress.cables.postgres.cut();
    await sleep(1_200);
    expect((await ingress.send(demoRequest())).status).toBe(202);
    expect((await ingress.send(demoRequest(), { authorization: 'Bearer fl_ingest_unknown_unknown_unknown' })).status).toBe(401);
  });

  it('that hangs instead of refusing, the first senders wait a second and the next do not', async () => {
    await ingress.send(demoRequest());
    ingress.cables.postgres.freeze();
    const firstAtMs = performance.now();
    const first = await Promise.all(many(3).map((signal) => ingress.send(signal)));
    const firstTookMs = performance.now() - firstAtMs;
    expect(first.map(({ status }) => status)).toEqual([202, 202, 202]);
    const startedMs = performance.now();
    expect((await ingress.send(demoRequest())).status).toBe(202);
    expect(performance.now() - startedMs).toBeLessThan(firstTookMs);
  });
});

describe('while both are down', () => {
  it('nothing is accepted, and the sender is told when to come again', async () => {
    await Promise.all([ingress.cables.postgres.cut(), ingress.cables.temporal.cut()]);
    const sent = demoRequest();
    const answer = await ingress.send(sent);
    expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).toEqual([503, 'unavailable', '5']);
    const ready = await fetch(`${ingress.url}/readyz`);
    expect(ready.status).toBe(503);
    await Promise.all([ingress.cables.postgres.mend(), ingress.cables.temporal.mend()]);
    await vi.waitFor(async () => expect((await ingress.send(sent)).status).toBe(202), { timeout: 8_000 });
  });
});

describe('while Temporal is down and Postgres only slow', () => {
  it('a sender waits a little, and is not sent away', async () => {
    await ingress.send(demoRequest());
    await ingress.cables.temporal.cut();
    ingress.cables.postgres.freeze();
    const answer = ingress.send(demoRequest());
    await sleep(1_500);
    await ingress.cables.postgres.mend();
    expect(await answer).toMatchObject({ status: 202 });
  });
});

describe('a crash between commit and start', () => {
  const store = async (sent: ReturnType<typeof demoRequest>, receivedAt: Date) => {
    const signal = {
      ...sent,
      version: 1 as const,
      id: idOf(sent),
      connection: 'api',
      receivedAt: receivedAt.toISOString(),
      lane: 'high' as const,
      complete: true,
      attribution: {},
      consent: {},
      test: false,
      type: 'form.submitted' as const,
    };
    await takeIn(services.db, {
      connection: 'api',
      receivedAt,
      incoming: [{ signal, workflowId: `signal/api/${sent.eventId}` }],
      payload: { id: idOf(sent), contentType: 'application/json', sealed: new Uint8Array([1]) },
      rejected: [],
    });
  };

  it('is found by the relay of whichever ingress lives, once', async () => {
    const other = await openIngress(services);
    const sent = many(60);
    for (const one of sent) await store(one, new Date());
    await allStarted(sent);
    const runs = await Promise.all(sent.map(isRunning));
    expect(new Set(runs)).toEqual(new Set(['RUNNING']));
    await other.close();
  });

  it('right at start, before the first look would be due', async () => {
    await ingress.cables.temporal.cut();
    await ingress.send(demoRequest());
    const sent = demoRequest();
    await store(sent, new Date(Date.now() - 60_000));
    const other = await openIngress(services);
    await allStarted([sent]);
    await other.close();
  });

  it('of a row that Temporal refuses does not hold up the others', async () => {
    const poison = { ...demoRequest(), eventId: 'x'.repeat(1_200) };
    await store(poison, new Date(Date.now() - 60_000));
    const sent = many(5);
    for (const one of sent) await store(one, new Date(Date.now() - 30_000));
    await allStarted(sent);
    const row = await services.db.signal.findUniqueOrThrow({ where: { id: idOf(poison) } });
    expect(row).toMatchObject({ startedAt: null, stage: 'received' });
  });
});

describe('a namespace that is not there', () => {
  it('is like Temporal being down: signals are kept and start later, and no line is written for each', async () => {
    const lost = await openIngress({ ...services, env: { ...services.env, TEMPORAL_NAMESPACE: 'nowhere' } });
    const sent = many(3);
    for (const one of sent) expect((await lost.send(one)).status).toBe(202);
    await vi.waitFor(async () => expect(await lost.metric('firstline_store_up', 'temporal')).toBe(0), { timeout: 5_000 });
    const ready = (await (await fetch(`${lost.url}/readyz`)).json()) as { parts: { temporal: { ok: boolean } } };
    expect(ready.parts.temporal.ok).toBe(false);
    await lost.close();
    await allStarted(sent);
  });
});
