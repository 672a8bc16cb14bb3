import { type Socket, connect } from 'node:net';
import { Client as PgClient } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FileServices, openServices } from '../harness/services.js';
import { type Api, openApi } from './app.js';

let services: FileServices;
beforeAll(async () => void (services = await openServices()));
afterAll(async () => services?.stop());
beforeEach(async () => void (await services.db.apiKey.deleteMany()));

/** As a browser does ahead of need. */
async function quietSocket(api: Api): Promise<Socket> {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await new Promise<void>((connected) => socket.once('connect', connected));
  return socket;
}
async function closed(api: Api): Promise<number> {
  const startedMs = Date.now();
  await api.close();
  return Date.now() - startedMs;
}

describe('the ingress stops in time', () => {
  it('with connections over which nothing was ever asked', async () => {
    const api = await openApi(services);
    const sockets = await Promise.all([quietSocket(api), quietSocket(api), quietSocket(api)]);
    await api.get('/v1/leads');
    expect(await closed(api)).toBeLessThan(3_000);
    for (const socket of sockets) socket.destroy();
  });

  it('with screens that listen', async () => {
    const api = await openApi(services);
    const headers = { authorization: `Bearer ${api.operatorKey}` };
    const screens = await Promise.all([1, 2, 3].map(() => api.raw('/v1/events', { headers })));
    expect(await closed(api)).toBeLessThan(3_000);
    for (const screen of screens) await screen.text(); // ended, not broken off
  });

  it('and still answers what is being worked on', async () => {
    const api = await openApi(services);
    const slow = new PgClient({ connectionString: services.env['DATABASE_URL']! });
    await slow.connect();
    await slow.query('BEGIN');
    await slow.query('LOCK TABLE lead IN ACCESS EXCLUSIVE MODE');
    const asked = Promise.all([1, 2, 3].map(() => api.get('/v1/leads')));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const closing = closed(api);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    await slow.query('COMMIT');
    await slow.end();
    expect((await asked).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await closing).toBeLessThan(4_000);
  });
});
