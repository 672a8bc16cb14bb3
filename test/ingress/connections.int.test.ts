import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FileServices, openServices } from '../harness/services.js';
import { type Ingress, openIngress } from './open-ingress.js';
import { product, secrets } from './senders.js';

const yaml = (more = '') => `connections:
  - { id: api, kind: canonical, name: API }
  - { id: product, kind: standard-webhooks, name: Product, secrets: { current: { env: NOT_SET }, previous: { env: PRODUCT_SECRET } } }
  - { id: short, kind: standard-webhooks, name: Short, secrets: { current: { env: SHORT_SECRET } } }
${more}`;

let services: FileServices;
let ingress: Ingress;
beforeAll(async () => {
  services = await openServices();
  ingress = await openIngress(services, { yaml: yaml(), env: { SHORT_SECRET: 'whsec_c2hvcnQ=' } });
});
afterAll(async () => {
  await ingress.close();
  await services.stop();
});

const change = (text: string) => writeFileSync(join(ingress.configFolder, 'connections.yaml'), text);
const readiness = async () => {
  const response = await fetch(`${ingress.url}/readyz`);
  return { status: response.status, connections: ((await response.json()) as any).parts.connections };
};
const signedUp = { type: 'product.trial_started', data: { email: 'ada@lovelace.example' } };
const within = { timeout: 5_000, interval: 100 };

describe('a connection', () => {
  it('without its secret says what to set, and the others work', async () => {
    const { status, body } = await ingress.post('/v1/webhooks/product', product(signedUp));
    expect([status, body.code, body.detail]).toEqual([503, 'not-configured', '"product" is not configured: set NOT_SET.']);
    expect((await ingress.post('/v1/webhooks/short', product(signedUp))).body.detail).toBe(
      '"short" is not configured: SHORT_SECRET must be whsec_ and 24 to 64 bytes in base64.',
    );
    expect(await readiness()).toEqual({
      status: 200,
      connections: {
        ok: true,
        notConfigured: { product: 'set NOT_SET', short: 'SHORT_SECRET must be whsec_ and 24 to 64 bytes in base64' },
      },
    });
  });

  it('is in force soon after it was written, and its secret soon after its file changed', async () => {
    const file = join(ingress.configFolder, 'secret');
    const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    writeFileSync(file, other);
    change(yaml(`  - { id: added, kind: standard-webhooks, name: Added, secrets: { current: { file: ${file} } } }\n`));
    const deliver = (secret: string) => ingress.post('/v1/webhooks/added', product(signedUp, { secret }));
    await vi.waitFor(async () => expect((await deliver(other)).status).toBe(202), within);
    expect((await deliver(secrets.PRODUCT_SECRET)).status).toBe(401);
    writeFileSync(file, `${secrets.PRODUCT_SECRET}\n`);
    await vi.waitFor(async () => expect((await deliver(secrets.PRODUCT_SECRET)).status).toBe(202), within);
    expect((await deliver(other)).status).toBe(401);
  });

  it('stays as it was when the file has a mistake, and readiness says where', async () => {
    const file = join(ingress.configFolder, 'secret');
    change(yaml(`  - { id: added, kind: standard-webhook, name: Added, secrets: { current: { file: ${file} } } }\n`));
    await vi.waitFor(async () => expect((await readiness()).connections.ok).toBe(false), within);
    const { status, connections } = await readiness();
    expect(status).toBe(200);
    expect(connections.says).toMatch(/connections\.yaml:5:\d+ error: .*kind/);
    expect((await ingress.post('/v1/webhooks/added', product(signedUp))).status).toBe(202);
    change(yaml());
    await vi.waitFor(async () => expect((await ingress.post('/v1/webhooks/added', product(signedUp))).status).toBe(404), within);
    expect((await readiness()).connections.ok).toBe(true);
  });
});
