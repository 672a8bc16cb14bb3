import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashOfKey, newApiKey } from '@firstline/ingress/auth/api-key-hash';
import { ensureKey } from '@firstline/ingress/auth/api-keys.sql';
import { type FileServices, openServices } from '../harness/services.js';
import { type Ingress, openIngress } from './open-ingress.js';
import { demoRequest } from './senders.js';

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

const as = (key: string) => ({ authorization: `Bearer ${key}` });
const add = async (change: object = {}) => {
  const key = newApiKey('ingest');
  await services.db.apiKey.create({
    data: { id: randomUUID(), name: key.slice(-8), hash: hashOfKey(key), scopes: ['ingest'], connection: 'api', ...change },
  });
  return key;
};

describe('the keys of a first local start', () => {
  it('are in the store, hashed, each with its scope', async () => {
    const rows = await services.db.apiKey.findMany({ orderBy: { name: 'asc' } });
    expect(rows).toMatchObject([
      { name: 'local-ingest', scopes: ['ingest'], connection: 'api' },
      { name: 'local-operator', scopes: ['operate'], connection: null },
    ]);
    expect(Buffer.from(rows[0]!.hash)).toEqual(Buffer.from(hashOfKey(ingress.ingestKey)));
    expect(JSON.stringify(rows)).not.toContain(ingress.ingestKey);
  });
});

describe('a key', () => {
  it('that was just made works at once', async () => {
    await sleep(1_100);
    expect((await ingress.send(demoRequest(), as(await add()))).status).toBe(202);
  });

  it('that was revoked stops working, also the local one, and stays revoked at the next start', async () => {
    await services.db.apiKey.update({ where: { name: 'local-ingest' }, data: { revokedAt: new Date() } });
    await sleep(1_100);
    // Any unknown key makes the ingress look again.
    await ingress.send(demoRequest(), as('fl_ingest_nobody_has_this_one_at_all'));
    expect((await ingress.send(demoRequest())).status).toBe(401);
    await ensureKey(services.db, { name: 'local-ingest', hash: hashOfKey(ingress.ingestKey), scopes: ['ingest'], connection: 'api' });
    expect((await services.db.apiKey.findUniqueOrThrow({ where: { name: 'local-ingest' } })).revokedAt).not.toBeNull();
  });

  it('of another kind of connection, or of none, cannot send our own shape', async () => {
    const [ofForm, ofNone, ofGone] = [
      await add({ connection: 'form' }),
      await add({ connection: null }),
      await add({ connection: 'gone' }),
    ];
    await sleep(1_100);
    expect((await ingress.send(demoRequest(), as(ofForm))).body).toMatchObject({ status: 403, detail: expect.stringContaining('"form"') });
    expect((await ingress.send(demoRequest(), as(ofNone))).body).toMatchObject({
      status: 403,
      detail: expect.stringContaining('no connection'),
    });
    expect((await ingress.send(demoRequest(), as(ofGone))).body).toMatchObject({ status: 404, code: 'unknown-connection' });
  });
});
