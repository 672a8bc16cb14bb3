import { parseConnections } from '@firstline/domain/connections/parse-connections';
import { MetaClient } from '@firstline/activities/sources/meta/meta.client';
import { metaFetcher } from '@firstline/activities/sources/meta/meta.fetcher';
import { secretReader } from '@firstline/platform/config/secret-ref';
import { startSandbox, type Sandbox } from '@firstline/sandbox/sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failureOf } from './alerts.js';

const APP_SECRET = 'meta-app-secret-of-tests';
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ latency: 'none', metaAppSecret: APP_SECRET });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const parsed = parseConnections(`
connections:
  - { id: meta-leads, kind: meta, name: Meta, secrets: { current: { env: META_APP_SECRET } }, options: { verifyToken: { env: V }, accessToken: { env: META_ACCESS_TOKEN } } }
  - { id: api, kind: canonical, name: API }
`);
const connections = parsed.ok ? parsed.connections : [];

function openMeta({ token = 'EAAsandbox', secret = APP_SECRET, timeoutMs = 1_000, attempt = 1 } = {}) {
  return metaFetcher(new MetaClient({ graphUrl: `${sandbox.url}/meta/v24.0`, timeoutMs }), {
    connectionOf: async (id) => connections.find((connection) => connection.id === id),
    readSecret: secretReader({ META_APP_SECRET: secret, META_ACCESS_TOKEN: token }),
    attempt: () => attempt,
  });
}
const lead = (leadgenId: string) => ({ connection: 'meta-leads', properties: { leadgenId, formId: '3003', adId: '5005' } });

describe('a lead that Meta holds', () => {
  it('is fetched by its id, with a proof of the app, and told in our words', async () => {
    expect(await openMeta().fetch(lead('1200000000000001'))).toEqual({
      person: { email: 'greta.lindqvist@nordlicht-logistik.example', fullName: 'Greta Lindqvist', phone: '+494066969127' },
      company: { name: 'Nordlicht Logistik GmbH' },
      attribution: {
        campaignId: '6007',
        adId: '5005',
        formId: '3003',
        utm: { source: 'instagram', campaign: 'Sandbox campaign 6007', medium: 'paid_social' },
      },
      properties: {
        platform: 'ig',
        adName: 'Sandbox ad 5005',
        adSetId: '4004',
        campaignName: 'Sandbox campaign 6007',
        organic: false,
        answers: { 'how_many_sales_reps_do_you_have?': '11-50' },
      },
      test: false,
    });
  });

  it('of Meta’s own test tool is marked as a test, and its dummy words are nobody', async () => {
    sandbox.meta.putLead('77', {
      created_time: '2026-01-01T00:00:00+0000',
      form_id: '3003',
      field_data: [
        { name: 'email', values: ['test@meta.example'] },
        { name: 'full_name', values: ['<test lead: dummy data for full_name>'] },
      ],
    });
    expect(await openMeta().fetch(lead('77'))).toMatchObject({ test: true, person: { email: 'test@meta.example' } });
  });

  it('may lag its webhook: it is waited for, but not for ever', async () => {
    sandbox.meta.putLead(
      '88',
      { created_time: '2026-01-01T00:00:00+0000', field_data: [{ name: 'email', values: ['late@lag.example'] }] },
      2,
    );
    for (let attempt = 1; attempt <= 2; attempt++)
      expect(await failureOf(openMeta({ attempt }).fetch(lead('88')))).toMatchObject({ type: 'SOURCE_UNAVAILABLE', final: false });
    expect(await openMeta({ attempt: 3 }).fetch(lead('88'))).toMatchObject({ person: { email: 'late@lag.example' } });
    expect(await failureOf(openMeta({ attempt: 12 }).fetch(lead('99')))).toMatchObject({ type: 'SOURCE_REJECTED', final: true });
  });
});

describe('a failing Meta', () => {
  it.each([
    [
      'an expired token heals when it is renewed',
      { token: 'expired-token' },
      { type: 'SOURCE_UNAUTHORISED', final: false, afterMs: 300_000 },
    ],
    ['a token without leads_retrieval', { token: 'unpermitted-token' }, { type: 'SOURCE_UNAUTHORISED', final: false }],
    ['the secret of another app', { secret: 'another secret' }, { type: 'SOURCE_UNAUTHORISED', final: false }],
    [
      'a token that is not set',
      { token: '' },
      { type: 'SOURCE_UNAUTHORISED', final: false, message: expect.stringContaining('META_ACCESS_TOKEN') },
    ],
  ])('%s', async (_what, settings, expected) => {
    const failure = await failureOf(openMeta(settings).fetch(lead('2002')));
    expect(failure).toMatchObject(expected);
    for (const secret of Object.values(settings).filter(Boolean)) expect(failure.whole).not.toContain(secret);
  });

  it.each([
    ['4', { mode: 'rate-limit' as const }, { type: 'SOURCE_UNAVAILABLE', final: false, afterMs: 60_000 }],
    ['17', { error: '17' }, { type: 'SOURCE_UNAVAILABLE', final: false, afterMs: 60_000 }],
    ['613', { error: '613' }, { type: 'SOURCE_UNAVAILABLE', final: false, afterMs: 60_000 }],
    ['1', { error: '1' }, { type: 'SOURCE_UNAVAILABLE', final: false }],
    ['2', { error: '2' }, { type: 'SOURCE_UNAVAILABLE', final: false }],
    ['10', { error: '10' }, { type: 'SOURCE_UNAUTHORISED', final: false }],
    ['803', { error: '803' }, { type: 'SOURCE_REJECTED', final: true }],
    ['5xx', { status: 502 }, { type: 'SOURCE_UNAVAILABLE', final: false }],
    ['a cut connection', { mode: 'act-then-drop' as const }, { type: 'SOURCE_UNAVAILABLE', final: false }],
  ])('with error %s', async (_code, fault, expected) => {
    sandbox.faults.set('meta', fault);
    expect(await failureOf(openMeta().fetch(lead('2002')))).toMatchObject(expected);
  });

  it('that never answers is given up on, and asked again', async () => {
    sandbox.faults.set('meta', { mode: 'hang' });
    expect(await failureOf(openMeta({ timeoutMs: 150 }).fetch(lead('2002')))).toMatchObject({ type: 'SOURCE_UNAVAILABLE', final: false });
  });

  it('that talks nonsense makes no lead, and is not quoted', async () => {
    sandbox.faults.set('meta', { mode: 'nonsense' });
    for (let kind = 0; kind < 5; kind++) {
      const failure = await failureOf(openMeta().fetch(lead('2002')));
      expect(failure).toMatchObject({ type: 'SOURCE_UNAVAILABLE', final: false });
      expect(failure.whole).not.toMatch(/nonsense|accept the terms/i);
    }
  });
});

describe('a signal that names no lead', () => {
  it.each<Record<string, string | number>>([{ leadgenId: '../me' }, { leadgenId: '2002?fields=x' }, { leadgenId: 2002 }, {}])(
    '%o is refused before anything is asked',
    async (properties) => {
      expect(await failureOf(openMeta().fetch({ connection: 'meta-leads', properties }))).toMatchObject({
        type: 'SOURCE_REJECTED',
        final: true,
      });
      expect(sandbox.records.seen('meta')).toBe(0);
    },
  );
  it('or whose connection is another kind by now', async () => {
    expect(await failureOf(openMeta().fetch({ ...lead('2002'), connection: 'api' }))).toMatchObject({
      type: 'SOURCE_REJECTED',
      final: true,
    });
  });
});
