import { type PlainServer, openPlainServer, probeRoutes } from '@firstline/platform/http/plain-server';
import { openHealth } from '@firstline/platform/health/health';
import { openLog } from '@firstline/platform/log/log';
import { openMetrics } from '@firstline/platform/metrics/metrics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let server: PlainServer;
let postgres = true;
const log = openLog({ name: 'worker', level: 'silent' });

beforeAll(async () => {
  const health = openHealth({
    freshMs: 0,
    parts: {
      postgres: async () => {
        if (!postgres) throw new Error('connection refused');
      },
    },
  });
  const { registry } = openMetrics({ service: 'worker' });
  const routes = { ...probeRoutes({ health, registry }), '/broken': async () => Promise.reject(new Error('a secret')) };
  server = await openPlainServer({ host: '127.0.0.1', port: 0, routes, log });
});
afterAll(() => server.close());

const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${server.port}${path}`, init);

describe('the worker’s probes', () => {
  it('lives as long as it answers, and is ready while its parts work', async () => {
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
    postgres = false;
    const answer = await get('/readyz');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ ok: false, parts: { postgres: { ok: false, says: 'connection refused' } } });
    expect((await get('/healthz')).status).toBe(200);
  });

  it('shows its metrics to Prometheus', async () => {
    const answer = await get('/metrics?x=1');
    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect(await answer.text()).toContain('process_cpu_seconds_total{service="worker"}');
  });

  it('answers what it does not know, and never with the reason of a failure', async () => {
    expect((await get('/constructor')).status).toBe(404);
    expect((await get('/healthz', { method: 'POST', body: 'x'.repeat(100_000) })).status).toBe(405);
    expect((await get('/healthz', { method: 'HEAD' })).status).toBe(200);
    const broken = await get('/broken');
    expect(broken.status).toBe(500);
    expect(await broken.text()).not.toContain('secret');
  });

  it('says that the port is taken', async () => {
    await expect(openPlainServer({ host: '127.0.0.1', port: server.port, routes: {}, log })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
