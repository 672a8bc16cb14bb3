import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '@firstline/sandbox/sandbox';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ latency: 'none' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

describe('Meta', () => {
  const read = async (id: string, query = 'access_token=sandbox', of: Sandbox = sandbox) => {
    const response = await fetch(`${of.url}/meta/v24.0/${id}?${query}`);
    return { status: response.status, headers: response.headers, body: (await response.json()) as any };
  };

  it('gives a lead by its id, with the fields asked for', async () => {
    const { status, body } = await read('2002', 'access_token=sandbox&fields=id,created_time,form_id,field_data,unheard_of');
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['id', 'created_time', 'form_id', 'field_data']);
    expect(body.field_data[0]).toEqual({ name: 'email', values: ['ada@example.com'] });
  });

  it('keeps ids beyond 2⁵³ apart', async () => {
    expect((await read('9007199254740993123')).body.id).toBe('9007199254740993123');
    expect((await read('9007199254740993000')).status).toBe(400);
  });

  it('does not know a lead that is missing, nor one that lags behind its notification', async () => {
    expect(await read('404')).toMatchObject({
      status: 400,
      body: { error: { code: 100, error_subcode: 33, type: 'GraphMethodException' } },
    });
    const lagging = [];
    for (let attempt = 1; attempt <= 3; attempt++) lagging.push((await read('1200000000000007')).status);
    expect(lagging).toEqual([400, 400, 200]);
  });

  it('refuses tokens by code', async () => {
    expect((await read('2002', '')).body.error.code).toBe(2500);
    expect((await read('2002', 'access_token=expired-1')).body.error.code).toBe(190);
    expect((await read('2002', 'access_token=unpermitted-1')).body.error.code).toBe(200);
  });

  it('fails with a Graph code on demand', async () => {
    sandbox.faults.set('meta', { error: '190' });
    expect(await read('2002')).toMatchObject({ status: 400, body: { error: { code: 190 } } });
    sandbox.faults.set('meta', { error: '4' });
    expect(await read('2002')).toMatchObject({ status: 403, body: { error: { code: 4, is_transient: true } } });
    sandbox.faults.set('meta', { mode: 'rate-limit' });
    expect(JSON.parse((await read('2002')).headers.get('x-app-usage')!)).toMatchObject({ call_count: 100 });
  });

  it('demands a proof when it knows the app’s secret', async () => {
    const strict = await startSandbox({ latency: 'none', metaAppSecret: 'meta-app-secret' });
    try {
      const proof = createHmac('sha256', 'meta-app-secret').update('token-1').digest('hex');
      expect((await read('2002', `access_token=token-1&appsecret_proof=${proof}`, strict)).status).toBe(200);
      expect((await read('2002', `access_token=token-2&appsecret_proof=${proof}`, strict)).body.error.code).toBe(100);
      expect((await read('2002', 'access_token=token-1&appsecret_proof=zz', strict)).body.error.code).toBe(100);
      expect((await read('2002', 'access_token=token-1', strict)).body.error.message).toMatch(/requires an appsecret_proof/);
      expect(JSON.stringify(strict.records.of('meta'))).not.toContain('token-1');
    } finally {
      await strict.stop();
    }
  });

  it('takes new leads from a test, and forgets them with the records', async () => {
    const put = (id: string, body: string) =>
      fetch(`${sandbox.url}/_sandbox/meta/leads/${id}?hiddenReads=1`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body,
      });
    expect((await put('77', '{"field_data":[{"name":"email","values":["new@lovelace.example"]}]}')).status).toBe(200);
    expect((await read('77')).status).toBe(400);
    expect((await read('77')).body).toMatchObject({ id: '77', field_data: [{ values: ['new@lovelace.example'] }] });
    expect((await put('78', '{"field_data":"email"}')).status).toBe(422);
    await fetch(`${sandbox.url}/_sandbox/records`, { method: 'DELETE' });
    expect((await read('77')).status).toBe(400);
  });
});

describe('PagerDuty', () => {
  const enqueue = async (event: unknown) => {
    const response = await fetch(`${sandbox.url}/pagerduty/v2/enqueue`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof event === 'string' ? event : JSON.stringify(event),
    });
    return { status: response.status, body: (await response.json()) as any };
  };
  const event = (over: Record<string, unknown> = {}) => ({
    routing_key: 'a'.repeat(32),
    event_action: 'trigger',
    dedup_key: 'lead:L-1001',
    payload: { summary: 'SLA breach: Ada (Example Ltd)', source: 'firstline', severity: 'critical' },
    ...over,
  });

  it('raises one alert for one key, however often it is triggered', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => enqueue(event())));
    expect(answers.every(({ status, body }) => status === 202 && body.dedup_key === 'lead:L-1001')).toBe(true);
    expect(sandbox.pagerduty.alerts).toMatchObject([{ dedupKey: 'lead:L-1001', status: 'triggered', triggers: 20 }]);
  });

  it('keeps different keys and different services apart', async () => {
    await enqueue(event());
    await enqueue(event({ dedup_key: 'lead:L-1002' }));
    await enqueue(event({ routing_key: 'b'.repeat(32) }));
    expect(sandbox.pagerduty.alerts).toHaveLength(3);
  });

  it('acknowledges and resolves by key, and raises a new alert after that', async () => {
    await enqueue(event());
    await enqueue(event({ event_action: 'acknowledge' }));
    expect(sandbox.pagerduty.alerts[0]!.status).toBe('acknowledged');
    await enqueue(event({ event_action: 'resolve' }));
    await enqueue(event());
    expect(sandbox.pagerduty.alerts.map(({ status }) => status)).toEqual(['resolved', 'triggered']);
    expect((await enqueue(event({ event_action: 'resolve', dedup_key: 'never-heard-of' }))).status).toBe(202);
  });

  it('makes a key when there is none', async () => {
    const { body } = await enqueue(event({ dedup_key: undefined }));
    expect(sandbox.pagerduty.alerts[0]!.dedupKey).toBe(body.dedup_key);
  });

  it('names everything that is wrong with an event', async () => {
    const bad = await enqueue({ routing_key: 'short', event_action: 'shout', payload: { severity: 'purple' } });
    expect(bad.status).toBe(400);
    expect(bad.body.errors).toHaveLength(5);
    for (const body of [
      '',
      '{',
      '[]',
      'null',
      JSON.stringify(event({ event_action: 'resolve', dedup_key: '' })),
      JSON.stringify(event({ payload: [] })),
    ])
      expect((await enqueue(body)).status).toBe(400);
    expect((await enqueue(event({ custom: 'x'.repeat(600_000) }))).status).toBe(413);
  });
});

describe('the webhook sink', () => {
  it('keeps the exact text and the headers, so that a signature can be checked', async () => {
    const body = '{"b":1,  "a":"ü"}';
    const signature = createHmac('sha256', 'sink-secret').update(`msg_1.1767225600.${body}`).digest('base64');
    await fetch(`${sandbox.url}/webhook-sink/marketing`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': 'msg_1',
        'webhook-timestamp': '1767225600',
        'webhook-signature': `v1,${signature}`,
        authorization: 'Bearer secret',
      },
      body,
    });
    const [record] = sandbox.records.of('webhook-sink');
    expect(record).toMatchObject({ path: '/marketing', body, headers: { 'webhook-signature': `v1,${signature}` } });
    expect(JSON.stringify(record)).not.toContain('Bearer secret');
  });

  it('counts deliveries of the same message', async () => {
    for (const id of ['msg_1', 'msg_1', 'msg_2'])
      await fetch(`${sandbox.url}/webhook-sink/a`, { method: 'POST', headers: { 'webhook-id': id }, body: 'x' });
    const { state } = (await (await fetch(`${sandbox.url}/_sandbox/records/webhook-sink`)).json()) as any;
    expect(state).toEqual({
      deliveries: 3,
      messages: [
        { id: 'msg_1', path: '/a', deliveries: 2 },
        { id: 'msg_2', path: '/a', deliveries: 1 },
      ],
    });
  });
});
