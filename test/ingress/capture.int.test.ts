import { openPayload } from '@firstline/ingress/intake/raw-payload';
import { KeyRing } from '@firstline/platform/crypto/key-ring';
import { signalId } from '@firstline/domain/signal/signal-id';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FileServices, openServices } from '../harness/services.js';
import { type Ingress, openIngress } from './open-ingress.js';
import { demoRequest, eventId, form, hubspot, meta, product, segment } from './senders.js';

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

const workflowOf = (workflowId: string) => services.client.workflow.getHandle(workflowId).describe();
const rowOf = (id: string) => services.db.signal.findUniqueOrThrow({ where: { id } });
const started = (id: string) => vi.waitFor(async () => expect((await rowOf(id)).startedAt).not.toBeNull(), { timeout: 5_000 });

describe('a signal to our own API', () => {
  it('is safe, named after its event, and its workflow is started', async () => {
    const sent = demoRequest();
    const { status, body } = await ingress.send(sent);
    const id = signalId({ connection: 'api', eventId: sent.eventId });
    expect([status, body]).toEqual([202, { id, workflowId: `signal/api/${sent.eventId}`, status: 'accepted' }]);
    expect(await rowOf(id)).toMatchObject({
      connection: 'api',
      type: 'form.submitted',
      lane: 'high',
      stage: 'received',
      workflowId: body.workflowId,
    });
    await started(id);
    const workflow = await workflowOf(body.workflowId);
    expect(workflow).toMatchObject({ type: 'speedToLead', taskQueue: 'firstline-qualify-high' });
    expect(JSON.stringify(workflow.searchAttributes)).toContain('api');
    expect(await workflow.staticSummary()).toBe('form.submitted from api');
  });

  it('starts its timeline, and keeps the bytes it came in, sealed', async () => {
    const sent = demoRequest();
    const { body } = await ingress.send(sent);
    expect(await services.db.timelineEntry.findMany({ where: { signalId: body.id } })).toMatchObject([
      { key: `${body.id}:captured`, layer: 'ingestion', step: 'captured', text: 'form.submitted received from api.' },
    ]);
    const [payload] = await services.db.rawPayload.findMany({ where: { signalIds: { has: body.id } } });
    expect(Buffer.from(payload!.body).toString('latin1')).not.toContain('ada@');
    const opened = openPayload(payload!, KeyRing.parse(services.config.FIRSTLINE_PAYLOAD_KEYS));
    expect(JSON.parse(opened.body.toString())).toEqual(sent);
    expect(JSON.stringify(opened.headers)).not.toContain(ingress.ingestKey);
  });

  it('fifty times at once gets one answer fifty times: one row, one workflow, one start', async () => {
    const sent = demoRequest();
    const answers = await Promise.all(Array.from({ length: 50 }, () => ingress.send(sent)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 202));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(({ body }) => body.status === 'accepted')).toHaveLength(1);
    expect(await services.db.signal.count({ where: { eventId: sent.eventId } })).toBe(1);
    const [{ body }] = answers as [(typeof answers)[0]];
    await started(body.id);
    expect(await services.db.timelineEntry.count({ where: { signalId: body.id } })).toBe(1);
    await vi.waitFor(async () => expect(await runsOf(body.workflowId)).toBe(1), { timeout: 5_000 });
  });

  it('in an array or in lines is answered one by one, and a bad one never loses the others', async () => {
    const [first, second] = [demoRequest(), demoRequest()];
    const bad = demoRequest({ person: { email: 7 }, type: 'form.submited' });
    const { status, body } = await ingress.send([first, bad, second, first]);
    expect(status).toBe(202);
    expect(body.results).toMatchObject([
      { status: 'accepted' },
      { status: 'rejected', errors: [{ field: 'type' }, { field: 'person.email' }] },
      { status: 'accepted' },
      { status: 'duplicate', id: signalId({ connection: 'api', eventId: first.eventId }) },
    ]);
    expect(await services.db.signal.count({ where: { eventId: { in: [first.eventId, second.eventId] } } })).toBe(2);
    const lines = [JSON.stringify(first), '{"broken', JSON.stringify(demoRequest())].join('\n');
    const asLines = await ingress.send(lines, { 'content-type': 'application/x-ndjson' });
    expect(asLines.body.results).toMatchObject([{ status: 'duplicate' }, { status: 'rejected' }, { status: 'accepted' }]);
  });

  it('that is wrong names each field, and is kept for whoever has to find out', async () => {
    const sent = demoRequest({ occurredAt: 'yesterday', eventId: 'with space' });
    const { status, headers, body } = await ingress.send(sent);
    expect([status, headers.get('content-type')]).toEqual([400, 'application/problem+json; charset=utf-8']);
    expect(body).toMatchObject({ code: 'invalid-field', errors: [{ field: 'eventId' }, { field: 'occurredAt' }] });
    const rejected = await services.db.rawPayload.findMany({ where: { connection: 'api', signalIds: { isEmpty: true } } });
    expect(rejected.map(({ rejectedBecause }) => rejectedBecause)).toContainEqual([
      expect.objectContaining({ because: 'invalid', path: 'eventId' }),
    ]);
  });
});

describe('a provider', () => {
  it('delivers events of our product, as Standard Webhooks', async () => {
    const sent = product({ type: 'user.signed_up', timestamp: new Date(), data: { user_id: 'u_1', email: 'ada@lovelace.example' } });
    const { status, body } = await ingress.post('/v1/webhooks/product', sent);
    expect([status, body.workflowId]).toEqual([202, `signal/product/${sent.headers['webhook-id']}`]);
    expect(await ingress.post('/v1/webhooks/product', sent)).toMatchObject({ status: 202, body: { ...body, status: 'duplicate' } });
    expect(await rowOf(body.id)).toMatchObject({ type: 'product.trial_started' });
  });

  it('delivers HubSpot’s changes, several at once', async () => {
    const change = {
      eventId: 1,
      subscriptionId: 2,
      portalId: 3,
      objectId: 4,
      occurredAt: Date.now(),
      subscriptionType: 'deal.propertyChange',
      propertyName: 'dealstage',
      propertyValue: 'won',
    };
    const { status, body } = await ingress.post('/v1/webhooks/hubspot', hubspot([change, { ...change, objectId: 5 }]));
    expect([status, body.results.length]).toEqual([202, 2]);
    expect(await rowOf(body.results[1].id)).toMatchObject({ type: 'crm.stage_changed', lane: 'normal' });
  });

  it('delivers Segment’s events', async () => {
    const { status, body } = await ingress.post(
      '/v1/webhooks/segment',
      segment({ type: 'track', event: 'Demo Requested', messageId: eventId(), userId: 'u_1' }),
    );
    expect([status, body.status]).toEqual([202, 'accepted']);
  });

  it('delivers Meta’s leads, which are fetched later, and checks our address before', async () => {
    const value = { leadgen_id: '120211111111111111', page_id: '1', form_id: '2', ad_id: '3', created_time: 1_767_225_600 };
    const notification = { object: 'page', entry: [{ id: '1', changes: [{ field: 'leadgen', value }] }] };
    expect(await ingress.post('/v1/webhooks/meta', meta(notification))).toMatchObject({ status: 200 });
    const id = signalId({ connection: 'meta', eventId: value.leadgen_id });
    expect(await rowOf(id)).toMatchObject({ type: 'ad.lead_submitted', complete: false });
    const challenge = await fetch(`${ingress.url}/v1/webhooks/meta?hub.mode=subscribe&hub.verify_token=our-token&hub.challenge=42`);
    expect([challenge.status, await challenge.text(), challenge.headers.get('content-type')]).toEqual([
      200,
      '42',
      'text/plain; charset=utf-8',
    ]);
    const wrong = await fetch(`${ingress.url}/v1/webhooks/meta?hub.mode=subscribe&hub.verify_token=x&hub.challenge=42`);
    expect(wrong.status).toBe(403);
  });

  it('gets its 2xx for what we cannot use, which is kept with the reason', async () => {
    const unmapped = product({ type: 'user.renamed', data: { email: 'ada@lovelace.example' } });
    expect(await ingress.post('/v1/webhooks/product', unmapped)).toMatchObject({ status: 202, body: { status: 'rejected', path: 'type' } });
    const kept = await services.db.rawPayload.findMany({ where: { connection: 'product', signalIds: { isEmpty: true } } });
    expect(kept).toMatchObject([{ rejectedBecause: [{ because: 'no-mapping', path: 'type' }] }]);
    expect(await ingress.metric('firstline_signals_total', 'product', 'unmapped')).toBe(1);
    await ingress.post('/v1/webhooks/product', unmapped);
    expect(await services.db.rawPayload.count({ where: { connection: 'product', signalIds: { isEmpty: true } } })).toBe(1);
  });

  it('gets its 2xx for what is left out on purpose, which is counted only', async () => {
    const before = await services.db.rawPayload.count();
    expect(await ingress.post('/v1/webhooks/product', product({ type: 'user.viewed', data: {} }))).toMatchObject({
      status: 202,
      body: { status: 'ignored' },
    });
    expect(await services.db.rawPayload.count()).toBe(before);
  });
});

describe('a form', () => {
  it('posted twice by an impatient person is one signal, across the border of two ten minutes too', async () => {
    const fields = { email: `ada-${eventId()}@lovelace.example`, message: 'hello' };
    const first = await ingress.post('/v1/webhooks/form', form(fields));
    expect([first.status, first.headers.get('location')]).toEqual([303, 'https://www.firstline.example/thanks']);
    const asScript = { headers: { ...form({}).headers, 'content-type': 'application/json', accept: '*/*' }, body: JSON.stringify(fields) };
    const second = await ingress.post('/v1/webhooks/form', asScript);
    expect(second).toMatchObject({ status: 202, body: { status: 'duplicate' } });
    const row = await rowOf(second.body.id);
    // As if the first had come just before the border.
    const bucket = Number(row.eventId.split('-').at(-1));
    const earlier = row.eventId.replace(/\d+$/, String(bucket - 1));
    await services.db.signal.update({
      where: { id: row.id },
      data: { eventId: earlier, id: signalId({ connection: 'form', eventId: earlier }) },
    });
    const third = await ingress.post('/v1/webhooks/form', asScript);
    expect(third.body).toEqual({ id: signalId({ connection: 'form', eventId: earlier }), status: 'duplicate' });
    expect(await services.db.signal.count({ where: { connection: 'form', eventId: { contains: row.eventId.slice(0, 40) } } })).toBe(1);
  });

  it('of another website is refused, and a script of ours is told that it may', async () => {
    const stranger = form({ email: 'a@b.example' });
    stranger.headers['origin'] = 'https://evil.example';
    expect(await ingress.post('/v1/webhooks/form', stranger)).toMatchObject({ status: 403, body: { code: 'origin-refused' } });
    const preflight = (origin: string) =>
      fetch(`${ingress.url}/v1/webhooks/form`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    expect((await preflight('https://www.firstline.example')).headers.get('access-control-allow-origin')).toBe(
      'https://www.firstline.example',
    );
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });
});

async function runsOf(workflowId: string): Promise<number> {
  let count = 0;
  for await (const _run of services.client.workflow.list({ query: `WorkflowId = "${workflowId}"` })) count += 1;
  return count;
}
