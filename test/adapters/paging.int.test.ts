import { createHmac } from 'node:crypto';
import type { PageInstruction } from '@firstline/domain/actions/instruction';
import { pageOnCall } from '@firstline/activities/paging/page.performer';
import type { Pager } from '@firstline/activities/paging/pager.port';
import { openPagers } from '@firstline/activities/paging/pagers';
import { PagerDuty } from '@firstline/activities/paging/pagerduty/pagerduty.pager';
import { PageWebhook } from '@firstline/activities/paging/webhook/webhook.pager';
import { loadConfig } from '@firstline/platform/config/config';
import { Secret } from '@firstline/platform/config/secret';
import { startSandbox, type Sandbox } from '@firstline/sandbox/sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failureOf, orderOf } from './alerts.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ latency: 'none' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const ROUTING_KEY = '0123456789abcdef0123456789abcdef';
const WEBHOOK_KEY = Buffer.alloc(32, 7);
const WEBHOOK_SECRET = `whsec_${WEBHOOK_KEY.toString('base64')}`;

const vendors = [
  {
    vendor: 'pagerduty' as const,
    open: (timeoutMs = 1_000): Pager =>
      new PagerDuty({ baseUrl: `${sandbox.url}/pagerduty`, routingKey: new Secret(ROUTING_KEY), timeoutMs }),
    paged: (): number => sandbox.pagerduty.alerts.length,
  },
  {
    vendor: 'webhook-sink' as const,
    open: (timeoutMs = 1_000): Pager =>
      new PageWebhook({
        url: `${sandbox.url}/webhook-sink/on-call?token=t0ken`,
        secret: new Secret(WEBHOOK_SECRET),
        timeoutMs,
        now: () => Date.now(),
      }),
    paged: (): number =>
      new Set(
        sandbox.records
          .newest('webhook-sink', 50)
          .filter(({ acted }) => acted)
          .map(({ headers }) => headers?.['webhook-id']),
      ).size,
  },
];
const instruction: PageInstruction = {
  onCallId: 'revops',
  summary: 'Nobody took the demo request within its SLA',
  severity: 'critical',
  dedupKey: 'episode/0b7ad2c4',
  link: 'https://firstline.example/leads/5e0f3a34',
};
const order = orderOf('page.on-call', instruction);
const performer = (pager: Pager) =>
  pageOnCall(
    [pager],
    async (id) => ({ id, name: 'RevOps', page: pager.name as 'pagerduty' }),
    () => Date.now(),
  );

describe.each(vendors)('every pager: $vendor', ({ vendor, open, paged }) => {
  it('pages once, however often it is told to', async () => {
    const page = performer(open());
    expect(await page.perform(order)).toEqual(await page.perform(order));
    expect(paged()).toBe(1);
  });

  it('pages once after an outcome nobody knew', async () => {
    sandbox.faults.set(vendor, { mode: 'act-then-drop', times: 1 });
    const page = performer(open());
    expect(await failureOf(page.perform(order))).toMatchObject({ type: 'PAGING_UNAVAILABLE', unknown: true });
    await page.perform(order);
    expect(paged()).toBe(1);
  });

  it.each([
    ['429', { mode: 'rate-limit' as const, retryAfterSeconds: 9 }, { type: 'PAGING_UNAVAILABLE', final: false, afterMs: 9_000 }],
    ['400', { status: 400 }, { type: 'PAGING_REJECTED', final: true }],
    ['403', { status: 403 }, { type: 'PAGING_REJECTED', final: true }],
    ['500', { status: 500 }, { type: 'PAGING_UNAVAILABLE', final: false, unknown: true }],
    ['503', { mode: 'down' as const }, { type: 'PAGING_UNAVAILABLE', final: false, unknown: false }],
  ])('tells %s apart', async (_status, fault, expected) => {
    sandbox.faults.set(vendor, fault);
    const failure = await failureOf(performer(open()).perform(order));
    expect(failure).toMatchObject(expected);
    expect(failure.whole).not.toMatch(/t0ken|whsec|0123456789abcdef/);
  });

  it('gives up on a silent one', async () => {
    sandbox.faults.set(vendor, { mode: 'hang' });
    expect(await failureOf(performer(open(150)).perform(order))).toMatchObject({ type: 'PAGING_UNAVAILABLE', unknown: true });
  });
});

describe('PagerDuty', () => {
  it('shows what happened, how bad it is and where to look', async () => {
    await performer(vendors[0]!.open()).perform(order);
    expect(sandbox.pagerduty.alerts[0]).toMatchObject({
      dedupKey: instruction.dedupKey,
      summary: instruction.summary,
      severity: 'critical',
      source: 'firstline',
    });
    expect(JSON.stringify(sandbox.records.newest('pagerduty', 1)[0]!.body)).toContain(instruction.link);
  });
  it('that answers 202 with nonsense, or something else than 202, is asked again', async () => {
    sandbox.faults.set('pagerduty', { mode: 'nonsense' });
    for (let kind = 0; kind < 5; kind++)
      expect(await failureOf(performer(vendors[0]!.open()).perform(order))).toMatchObject({ type: 'PAGING_UNAVAILABLE', final: false });
  });
  it('refuses a routing key that is not one', async () => {
    const pager = new PagerDuty({ baseUrl: `${sandbox.url}/pagerduty`, routingKey: new Secret('too-short'), timeoutMs: 1_000 });
    expect(await failureOf(performer(pager).perform(order))).toMatchObject({ type: 'PAGING_REJECTED', final: true });
  });
});

describe('the page webhook', () => {
  it('is signed as Standard Webhooks are, over the very bytes', async () => {
    await performer(vendors[1]!.open()).perform(order);
    const [record] = sandbox.records.newest('webhook-sink', 1);
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = record!.headers as Record<string, string>;
    const expected = createHmac('sha256', WEBHOOK_KEY)
      .update(`${id}.${timestamp}.${record!.body as string}`)
      .digest('base64');
    expect(signature).toBe(`v1,${expected}`);
    expect(Math.abs(Date.now() / 1_000 - Number(timestamp))).toBeLessThan(10);
    expect(JSON.parse(record!.body as string)).toMatchObject({
      type: 'page.triggered',
      data: { dedupKey: instruction.dedupKey, severity: 'critical', link: instruction.link },
    });
    expect(record).toMatchObject({ path: '/on-call', query: { token: expect.any(String) } });
  });
  it('does not call an inside address that only a name leads to', async () => {
    const pager = new PageWebhook({ url: 'http://localtest.firstline.example:1/x', timeoutMs: 1_000, now: () => Date.now() });
    expect(await failureOf(performer(pager).perform(order))).toMatchObject({ type: expect.stringMatching(/^PAGING_/) });
  });
  it('starts only with a secret that is one', () => {
    expect(() => new PageWebhook({ url: 'https://on-call.example/x', secret: new Secret('hunter2'), timeoutMs: 1, now: () => 0 })).toThrow(
      /PAGE_WEBHOOK_SECRET must be/,
    );
  });
});

describe('who is paged how', () => {
  const base = { DATABASE_URL: 'postgresql://localhost/x', FIRSTLINE_PAYLOAD_KEYS: 'k', FIRSTLINE_SESSION_KEY: 's' };
  it('follows alerts.yaml at that moment, and says what is missing', async () => {
    const now = (): number => Date.now();
    const none = openPagers(loadConfig(base), { now, onCallOf: async (id) => ({ id, name: 'RevOps', page: 'pagerduty' }) });
    expect([...none.names]).toEqual([]);
    expect(await failureOf(none.performers[0]!.perform(order))).toMatchObject({
      type: 'PAGING_NOT_CONFIGURED',
      final: true,
      message: expect.stringContaining('pagerduty'),
    });
    const gone = openPagers(loadConfig(base), { now, onCallOf: async () => undefined });
    expect(await failureOf(gone.performers[0]!.perform(order))).toMatchObject({
      type: 'PAGING_NOT_CONFIGURED',
      message: expect.stringContaining('revops'),
    });
  });
  it('with a sandbox pages there', async () => {
    const pagers = openPagers(loadConfig({ ...base, FIRSTLINE_SANDBOX_URL: sandbox.url }), {
      now: () => Date.now(),
      onCallOf: async (id) => ({ id, name: 'RevOps', page: 'pagerduty' }),
    });
    await pagers.performers[0]!.perform(order);
    expect(sandbox.pagerduty.alerts).toHaveLength(1);
    pagers.close();
  });
});
