import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '@firstline/sandbox/sandbox';
import type { VendorName } from '@firstline/sandbox/vendor';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ latency: 'none' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

/** A call that each vendor answers well, and what shows that it acted. */
const calls: { vendor: VendorName; path: string; init: RequestInit; acted: () => number }[] = [
  {
    vendor: 'apollo',
    path: '/apollo/api/v1/people/match?email=ada@lovelace.example',
    init: { method: 'POST', headers: { 'x-api-key': 'k' } },
    acted: () => 0,
  },
  {
    vendor: 'people-data-labs',
    path: '/people-data-labs/v5/person/enrich?email=ada@lovelace.example',
    init: { headers: { 'x-api-key': 'k' } },
    acted: () => 0,
  },
  { vendor: 'meta', path: '/meta/v24.0/2002?access_token=sandbox', init: {}, acted: () => 0 },
  {
    vendor: 'slack',
    path: '/slack/api/chat.postMessage',
    init: {
      method: 'POST',
      headers: { authorization: 'Bearer xoxb-a', 'content-type': 'application/json' },
      body: '{"channel":"C0LEADS","text":"x"}',
    },
    acted: () => sandbox.slack.workspace.messages.length,
  },
  {
    vendor: 'pagerduty',
    path: '/pagerduty/v2/enqueue',
    init: {
      method: 'POST',
      body: JSON.stringify({
        routing_key: 'r'.repeat(32),
        event_action: 'trigger',
        dedup_key: 'lead:1',
        payload: { summary: 's', source: 'firstline', severity: 'critical' },
      }),
    },
    acted: () => sandbox.pagerduty.alerts.length,
  },
  {
    vendor: 'webhook-sink',
    path: '/webhook-sink/crm',
    init: { method: 'POST', headers: { 'webhook-id': 'msg_1' }, body: '{"a":1}' },
    acted: () => sandbox.records.of('webhook-sink').filter((record) => record.acted).length,
  },
];

const call = (path: string, init: RequestInit, withinMs = 2_000): Promise<Response> =>
  fetch(`${sandbox.url}${path}`, { ...init, signal: AbortSignal.timeout(withinMs) });
const setFault = (vendor: string, fault: unknown): Promise<Response> =>
  fetch(`${sandbox.url}/_sandbox/faults/${vendor}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });

describe.each(calls)('$vendor', ({ vendor, path, init, acted }) => {
  it('answers when it is well, marked as a sandbox', async () => {
    const response = await call(path, init);
    expect(response.ok).toBe(true);
    expect(response.headers.get('x-firstline-sandbox')).toBe('true');
    expect(sandbox.records.of(vendor)).toMatchObject([{ outcome: 'answered', direction: 'in', fault: null }]);
  });

  it('is down: refuses without doing anything', async () => {
    await setFault(vendor, { mode: 'down' });
    const response = await call(path, init);
    expect([response.status, response.headers.get('x-firstline-sandbox')]).toEqual([503, 'true']);
    expect(sandbox.records.of(vendor)).toMatchObject([{ outcome: 'down', fault: 'down', acted: false }]);
    expect(acted()).toBe(0);
  });

  it('fails with the status asked for, as often as asked for', async () => {
    await setFault(vendor, { status: 502, times: 2 });
    const statuses = [];
    for (let attempt = 1; attempt <= 3; attempt++) statuses.push((await call(path, init)).status);
    expect(statuses.slice(0, 2)).toEqual([502, 502]);
    expect(statuses[2]).toBeLessThan(300);
    expect(sandbox.faults.current(vendor)).toEqual({});
  });

  it('asks to slow down', async () => {
    await setFault(vendor, { mode: 'rate-limit', retryAfterSeconds: 9 });
    const response = await call(path, init);
    if (vendor === 'meta') expect(await response.json()).toMatchObject({ error: { code: 4, is_transient: true } });
    else expect([response.status, response.headers.get('retry-after')]).toEqual([429, '9']);
    expect(acted()).toBe(0);
  });

  it('talks nonsense in several ways, never twice the same in a row', async () => {
    await setFault(vendor, { mode: 'nonsense' });
    const heard = [];
    for (let attempt = 1; attempt <= 5; attempt++) {
      const response = await call(path, init);
      expect(response.status).toBe(200);
      heard.push(await response.text());
    }
    expect(new Set(heard).size).toBe(5);
    expect(acted()).toBe(0);
  });

  it('hangs until the client gives up, and knows it did', async () => {
    await setFault(vendor, { mode: 'hang', times: 1 });
    await expect(call(path, init, 80)).rejects.toThrow(/timeout/i);
    await sandbox.records.waitFor(vendor, ({ outcome }) => outcome === 'client-gave-up');
    expect(acted()).toBe(0);
  });

  it('acts, then cuts the connection', async () => {
    await setFault(vendor, { mode: 'act-then-drop', times: 1 });
    await expect(call(path, init)).rejects.toThrow(/fetch failed/);
    expect(sandbox.records.of(vendor)).toMatchObject([{ outcome: 'dropped', status: null, fault: 'act-then-drop' }]);
    if (['slack', 'pagerduty', 'webhook-sink'].includes(vendor)) expect(acted()).toBe(1);
  });

  it('is slow', async () => {
    await setFault(vendor, { latencyMs: 120 });
    const startedAtMs = performance.now();
    expect((await call(path, init)).ok).toBe(true);
    expect(performance.now() - startedAtMs).toBeGreaterThan(110);
  });
});

describe('the fault desk', () => {
  const ping = async (): Promise<number> => (await call('/webhook-sink/x', { method: 'POST', body: 'x' })).status;

  it('fails about the asked share of calls, and the same ones each time', async () => {
    const round = async (): Promise<number[]> => {
      await setFault('webhook-sink', { failRate: 0.3, status: 503 });
      const statuses = [];
      for (let attempt = 1; attempt <= 200; attempt++) statuses.push(await ping());
      return statuses;
    };
    const first = await round();
    const failed = first.filter((status) => status === 503).length;
    expect(failed).toBeGreaterThan(40);
    expect(failed).toBeLessThan(80);
    expect(await round()).toEqual(first);
  });

  it('counts exactly when calls come at once', async () => {
    await setFault('webhook-sink', { status: 500, times: 7 });
    const statuses = await Promise.all(Array.from({ length: 30 }, ping));
    expect(statuses.filter((status) => status === 500)).toHaveLength(7);
  });

  it('concerns only the path it names', async () => {
    await setFault('webhook-sink', { mode: 'down', path: '/crm' });
    expect(await ping()).toBe(200);
    expect((await call('/webhook-sink/crm', { method: 'POST', body: 'x' })).status).toBe(503);
  });

  it('is realistic unless told otherwise, and silent when told', async () => {
    const realistic = await startSandbox();
    try {
      const time = async (): Promise<number> => {
        const startedAtMs = performance.now();
        await fetch(`${realistic.url}/meta/v24.0/2002?access_token=a`);
        return performance.now() - startedAtMs;
      };
      await time();
      expect(await time()).toBeGreaterThan(18);
      realistic.faults.set('meta', { latencyMs: 0 });
      expect(Math.min(await time(), await time(), await time())).toBeLessThan(18);
    } finally {
      await realistic.stop();
    }
  });

  it('says everything that is wrong with a fault, and changes nothing', async () => {
    const refused = await setFault('slack', { mode: 'sulk', latencyMs: -1, failRate: 2, times: 0, unheardOf: 1, __proto__x: 1 });
    expect(refused.status).toBe(422);
    expect(((await refused.json()) as { errors: string[] }).errors).toHaveLength(6);
    expect((await setFault('slack', { mode: 'hang', status: 500 })).status).toBe(422);
    expect((await setFault('slack', [])).status).toBe(422);
    expect((await setFault('hubspot', {})).status).toBe(404);
    expect(sandbox.faults.current('slack')).toEqual({});
  });

  it('takes nothing that a page of another site could send', async () => {
    const sneaky = await fetch(`${sandbox.url}/_sandbox/faults/slack`, {
      method: 'PUT',
      headers: { 'content-type': 'text/plain' },
      body: '{"mode":"down"}',
    });
    expect(sneaky.status).toBe(422);
    const preflight = await fetch(`${sandbox.url}/_sandbox/faults/slack`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'PUT' },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('shows and clears what is set', async () => {
    await setFault('slack', { mode: 'down', times: 3 });
    await setFault('meta', { error: '190' });
    const faults = ((await (await fetch(`${sandbox.url}/_sandbox/faults`)).json()) as { faults: Record<string, unknown> }).faults;
    expect(faults).toMatchObject({ slack: { mode: 'down', times: 3 }, meta: { error: '190' }, apollo: {} });
    await fetch(`${sandbox.url}/_sandbox/faults/slack`, { method: 'DELETE' });
    expect(sandbox.faults.current('slack')).toEqual({});
    await fetch(`${sandbox.url}/_sandbox/faults`, { method: 'DELETE' });
    expect(sandbox.faults.current('meta')).toEqual({});
  });
});
