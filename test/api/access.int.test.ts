import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openServices, type FileServices } from '../harness/services.js';
import { openApi, type Api } from './app.js';

let services: FileServices;
let api: Api;
beforeAll(async () => {
  services = await openServices();
  api = await openApi(services);
});
afterAll(async () => {
  await api?.close();
  await services?.stop();
});

/** Open to everybody, each with its reason; whoever adds one adds it here. */
const open: Record<string, string> = {
  '/v1/session': 'signing in and out',
  '/enter': 'the link of the launcher, which proves itself',
  '/v1/take/:token': 'one-tap links, which prove themselves',
  '/v1/slack/interactions': 'signed by Slack',
  '/v1/webhooks/:connection': 'signed by the provider',
  '/healthz': 'says nothing but that it lives',
  '/readyz': 'says which part is down, without detail',
  '/metrics': 'numbers without people; kept inside by the network',
  '/openapi.json': 'the reference',
  '/openapi.yaml': 'the reference',
  '/docs': 'the reference',
  '*': 'the console, which holds nothing',
};
const isOpen = (path: string): boolean => path in open || path.startsWith('/docs');

describe('who may call what', () => {
  it('every address answers 401 without a key or a session, but for those that are open', async () => {
    const routes = api.routes();
    expect(routes.length).toBeGreaterThan(25);
    const wrong: string[] = [];
    for (const { method, path } of routes) {
      if (isOpen(path) || method === 'OPTIONS') continue;
      const response = await api.raw(path.replaceAll(/:[a-z]+/gi, '0198a3c2-5d1e-7c30-9a41-d2b7f0c1e6aa'), {
        method,
        ...(method === 'POST' || method === 'PUT' ? { body: '{}', headers: { 'content-type': 'application/json' } } : {}),
      });
      if (response.status !== 401) wrong.push(`${method} ${path} ${response.status}`);
    }
    expect(wrong).toEqual([]);
  });

  it('a key that may only send signals reads and operates nothing', async () => {
    const as = { authorization: `Bearer ${api.ingestKey}` };
    for (const path of ['/v1/leads', '/v1/signals', '/v1/stats', '/v1/events', '/v1/team', '/v1/session'])
      expect((await api.get(path, as)).status, path).toBe(403);
    expect((await api.post('/v1/session', { key: api.ingestKey }, {})).status).toBe(403);
  });

  it('what is said of people is kept by no browser and no proxy', async () => {
    for (const path of ['/v1/leads', '/v1/signals', '/v1/team', '/v1/leads/none', '/v1/session'])
      expect((await api.get(path)).headers.get('cache-control'), path).toBe('no-store');
  });

  it('a wrong key is told apart from none', async () => {
    expect((await api.get('/v1/leads', {})).body).toMatchObject({ status: 401, code: 'missing-credentials' });
    expect((await api.get('/v1/leads', { authorization: 'Bearer fl_operate_wrong' })).body).toMatchObject({
      status: 401,
      code: 'bad-credentials',
    });
  });
});

describe('a session', () => {
  const cookieOf = (headers: Headers): string => headers.get('set-cookie')!.split(';', 1)[0]!;

  it('begins with a key, is good for reading, and ends', async () => {
    const signedIn = await api.post('/v1/session', { key: api.operatorKey }, {});
    expect(signedIn).toMatchObject({ status: 200, body: { actor: 'operator', by: 'session', role: 'operator' } });
    expect(signedIn.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict$/);
    const cookie = cookieOf(signedIn.headers);
    expect((await api.get('/v1/session', { cookie })).body).toMatchObject({
      actor: 'operator',
      by: 'session',
      expiresAt: expect.any(String),
    });
    expect((await api.get('/v1/leads', { cookie })).status).toBe(200);
    const out = await api.raw('/v1/session', { method: 'DELETE', headers: { cookie } });
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toMatch(/^firstline=; Max-Age=0/);
  });

  it('a wrong key opens none', async () => {
    expect((await api.post('/v1/session', { key: 'fl_operate_wrong' }, {})).body).toMatchObject({ status: 401, code: 'bad-credentials' });
    expect((await api.post('/v1/session', { key: '' }, {})).status).toBe(400);
    expect((await api.post('/v1/session', undefined, {})).status).toBe(400);
  });

  it('a cookie that was tampered with, or made by someone else, is refused', async () => {
    const cookie = cookieOf((await api.post('/v1/session', { key: api.operatorKey }, {})).headers);
    const forged = cookie.replace(/^firstline=./, 'firstline=Z');
    expect((await api.get('/v1/leads', { cookie: forged })).body).toMatchObject({ status: 401, code: 'bad-credentials' });
    expect((await api.get('/v1/leads', { cookie: 'firstline=' })).status).toBe(401);
  });

  it("changes nothing on another website's behalf", async () => {
    const cookie = cookieOf((await api.post('/v1/session', { key: api.operatorKey }, {})).headers);
    const press = (as: Record<string, string>) =>
      api.post('/v1/leads/0198a3c2-5d1e-7c30-9a41-d2b7f0c1e6aa/cancel', { because: 'test' }, { cookie, ...as });
    expect((await press({})).body).toMatchObject({ status: 403, code: 'origin-refused' });
    expect((await press({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await press({ origin: 'null' })).status).toBe(403);
    expect((await press({ origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await press({ origin: api.url })).status).toBe(404);
    expect((await press({ 'sec-fetch-site': 'same-origin' })).status).toBe(404);
    expect((await api.post('/v1/session', { key: api.operatorKey }, { origin: 'https://evil.example' })).status).toBe(403);
  });

  it('ends with the key it was made from', async () => {
    const { hashOfKey, newApiKey } = await import('@firstline/ingress/auth/api-key-hash');
    const key = newApiKey('operate');
    await services.db.apiKey.create({ data: { id: crypto.randomUUID(), name: 'short-lived', hash: hashOfKey(key), scopes: ['operate'] } });
    await new Promise((resolve) => setTimeout(resolve, 1_100)); // an unknown key is asked for at most once a second
    const cookie = cookieOf((await api.post('/v1/session', { key }, {})).headers);
    await services.db.apiKey.updateMany({ where: { name: 'short-lived' }, data: { revokedAt: new Date() } });
    expect((await api.get('/v1/leads', { cookie })).body).toMatchObject({ status: 401, code: 'bad-credentials' });
  });
});

describe('the way in that the launcher prints', () => {
  it('signs in once, and sends whoever is signed in already to the console', async () => {
    const { enterCode } = await import('@firstline/platform/http/links');
    const code = enterCode({ key: services.config.FIRSTLINE_SESSION_KEY, nowMs: Date.now() });
    const path = `/enter?code=${code}`;
    expect((await api.raw(path, { method: 'HEAD' })).headers.get('set-cookie')).toBeNull();
    const tries = await Promise.all([api.raw(path), api.raw(path), api.raw(path)]);
    expect(tries.map(({ status }) => status).sort((a, b) => a - b)).toEqual([303, 401, 401]);
    const entered = tries.find(({ status }) => status === 303)!;
    expect(entered.headers.get('location')).toBe('/');
    const cookie = entered.headers.get('set-cookie')!.split(';', 1)[0]!;
    expect((await api.get('/v1/session', { cookie })).body).toMatchObject({ actor: 'operator' });
    expect((await api.raw(path, { headers: { cookie } })).status).toBe(303);
    expect(await services.db.auditEntry.count({ where: { verb: 'session.enter' } })).toBe(1);
  });

  it('says what to do with a link that is old, or broken', async () => {
    const { enterCode } = await import('@firstline/platform/http/links');
    const old = enterCode({ key: services.config.FIRSTLINE_SESSION_KEY, nowMs: Date.now() - 11 * 60_000 });
    for (const code of [old, 'nonsense', '', '%00', '<script>']) {
      const response = await api.raw(`/enter?code=${encodeURIComponent(code)}`);
      expect(response.status).toBe(401);
      expect(await response.text()).toMatch(/operator\.key/);
    }
  });
});
