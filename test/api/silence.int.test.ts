import { takeToken } from '@firstline/platform/http/links';
import { loadConfig } from '@firstline/platform/config/config';
import { openDatabase } from '@firstline/platform/db/db';
import { connectTemporal } from '@firstline/platform/temporal/connect';
import { ensureNamespace } from '@firstline/platform/temporal/prepare-server';
import { SPEED_TO_LEAD, speedToLeadId } from '@firstline/workflows/speed-to-lead/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publish, shippedPolicy } from '../harness/policy.js';
import { type FileServices, openServices } from '../harness/services.js';
import { demoRequest } from '../harness/signals.js';
import { type Api, openApi } from './app.js';
import { seedLead } from './seed.js';

let services: FileServices;
beforeAll(async () => {
  services = await openServices();
  await publish(services.db, shippedPolicy());
});
afterAll(async () => services?.stop());

/** A workflow that runs, and that no worker looks after. */
async function orphan(): Promise<string> {
  const signal = demoRequest();
  const { id: signalId, connection, eventId, type, lane, receivedAt, complete } = signal;
  const workflowId = speedToLeadId(signal);
  const args = [{ signalId, connection, eventId, type, lane, receivedAtMs: Date.parse(receivedAt), complete }];
  await services.client.workflow.start(SPEED_TO_LEAD, { workflowId, taskQueue: 'nobody-is-here', args });
  return workflowId;
}

describe('with the worker down', () => {
  let api: Api;
  beforeAll(async () => void (api = await openApi(services)));
  afterAll(async () => api?.close());

  it('an operation answers within seconds that it is not certain, and never that it was done', async () => {
    const { leadId, episodeId } = await seedLead(services.db, { offeredTo: 'ana-duarte', workflowId: await orphan() });
    const startedMs = Date.now();
    const key = services.config.FIRSTLINE_SESSION_KEY;
    const [taken, passed, link] = await Promise.all([
      api.post(`/v1/leads/${leadId}/acknowledge`, { repId: 'ana-duarte' }),
      api.post(`/v1/leads/${leadId}/reassign`, { as: 'passed', because: 'in a meeting' }),
      api.raw(`/v1/take/${takeToken({ episodeId, repId: 'ana-duarte', round: 1 }, { key, expiresAtMs: Date.now() + 60_000 })}`, {
        method: 'POST',
      }),
    ]);
    expect(Date.now() - startedMs).toBeLessThan(30_000);
    expect(taken).toMatchObject({
      status: 503,
      body: { code: 'unavailable', detail: expect.stringMatching(/not certain whether this was done.*worker/) },
    });
    expect(taken.headers.get('retry-after')).toBe('5');
    expect(passed.status).toBe(503);
    expect(link.status).toBe(503);
    expect(link.headers.get('content-type')).toMatch(/text\/html/);
    expect(await link.text()).toMatch(/not certain/);
    expect(await services.db.episode.findUnique({ where: { id: episodeId } })).toMatchObject({ takenAt: null });
    const audited = await services.db.auditEntry.findMany({ where: { target: `lead/${leadId}` } });
    expect(audited.map(({ detail }) => (detail as { answer?: unknown }).answer)).toEqual(
      Array.from({ length: 3 }, () => ({ failed: 'unavailable' })),
    );
  });

  it('a cancellation is asked for all the same: it waits in the history', async () => {
    const workflowId = await orphan();
    const { leadId } = await seedLead(services.db, { offeredTo: 'ana-duarte', workflowId });
    expect(await api.post(`/v1/leads/${leadId}/cancel`, { because: 'a test' })).toMatchObject({ status: 200 });
    const { events } = await services.client.workflow.getHandle(workflowId).fetchHistory();
    const asked = events!.find((event) => event.workflowExecutionCancelRequestedEventAttributes)!;
    expect(asked.workflowExecutionCancelRequestedEventAttributes).toMatchObject({
      cause: 'operator: a test',
      identity: 'firstline-ingress',
    });
  });
});

describe('where no worker ever was', () => {
  it('the dashboard says so, and what to do', async () => {
    const client = connectTemporal({ ...services.config, TEMPORAL_NAMESPACE: `nobody-${process.pid}` });
    await ensureNamespace(client);
    await services.db.apiKey.deleteMany();
    const api = await openApi({ ...services, client });
    try {
      const parts: { part: string }[] = (await api.get('/v1/stats')).body.parts;
      expect(parts.find(({ part }) => part === 'worker')).toMatchObject({ healthy: false, detail: expect.stringMatching(/npm start/) });
      expect(parts.find(({ part }) => part === 'temporal')).toMatchObject({ healthy: true });
    } finally {
      await api.close();
      await client.connection.close();
    }
  });
});

describe('with Temporal down', () => {
  it('an operation says that nothing was done; what is settled is still answered, and lists are read', async () => {
    const client = connectTemporal({ ...services.config, TEMPORAL_ADDRESS: '127.0.0.1:1' });
    await services.db.apiKey.deleteMany();
    const api = await openApi({ ...services, client });
    try {
      const waiting = await seedLead(services.db, { offeredTo: 'ana-duarte' });
      expect(await api.post(`/v1/leads/${waiting.leadId}/acknowledge`, { repId: 'ana-duarte' })).toMatchObject({
        status: 503,
        body: { detail: expect.stringMatching(/^Temporal cannot be reached, so nothing was done/) },
      });
      expect(await api.post(`/v1/leads/${waiting.leadId}/cancel`, { because: 'a test' })).toMatchObject({ status: 503 });
      const taken = await seedLead(services.db, { takenBy: 'nina-okafor' });
      expect(await api.post(`/v1/leads/${taken.leadId}/acknowledge`, { repId: 'ana-duarte' })).toMatchObject({
        status: 409,
        body: { because: 'taken' },
      });
      expect((await api.get('/v1/leads')).status).toBe(200);
      const { status, body } = await api.get('/v1/stats');
      expect(status).toBe(200);
      expect(body.parts.find(({ part }: { part: string }) => part === 'temporal')).toMatchObject({ healthy: false });
    } finally {
      await api.close();
      await client.connection.close();
    }
  });
});

describe('with Postgres down', () => {
  it('every question answers 503, says why, and when to ask again', async () => {
    const url = 'postgres://nobody:nothing@127.0.0.1:1/none';
    const config = loadConfig({ ...services.env, DATABASE_URL: url });
    await services.db.apiKey.deleteMany();
    // Keys are known from before: the app remembers them.
    const away = openDatabase({ url: config.DATABASE_URL, poolSize: 1, applicationName: 'down' });
    const db = switchable(services.db);
    const api = await openApi({ ...services, config, db: db.database });
    try {
      expect((await api.get('/v1/leads')).status).toBe(200);
      db.use(away);
      for (const path of ['/v1/leads', '/v1/signals', '/v1/leads/0198a3c2-5d1e-7c30-9a41-d2b7f0c1e6aa', '/v1/inbox', '/v1/dead-letters']) {
        const { status, headers, body } = await api.get(path);
        expect(body, path).toMatchObject({ status: 503, code: 'unavailable' });
        expect(status).toBe(503);
        expect(headers.get('retry-after')).toBe('5');
      }
      expect((await api.get('/v1/stats')).body).toMatchObject({
        status: 503,
        parts: expect.arrayContaining([expect.objectContaining({ part: 'postgres', healthy: false })]),
      });
      expect(await api.post('/v1/leads/0198a3c2-5d1e-7c30-9a41-d2b7f0c1e6aa/acknowledge', { repId: 'ana-duarte' })).toMatchObject({
        status: 503,
      });
      const stream = await api.raw('/v1/events', { headers: { authorization: `Bearer ${api.operatorKey}` } });
      expect(stream.status).toBe(200); // it waits
      db.use(services.db);
      const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
      let said = '';
      while (!said.includes('event: hello')) said += (await reader.read()).value ?? '';
      await reader.cancel();
    } finally {
      await api.close();
      await away.$disconnect();
    }
  });
});

/** The same object, answered by another database from some moment on. */
function switchable(first: FileServices['db']): { database: FileServices['db']; use(next: FileServices['db']): void } {
  let current = first;
  const database = new Proxy(first, {
    get(_, property) {
      const value: unknown = Reflect.get(current, property);
      return typeof value === 'function' ? value.bind(current) : value;
    },
  });
  return { database, use: (next) => void (current = next) };
}
