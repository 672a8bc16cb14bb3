import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemCodes } from '@firstline/ingress/problems/problem';
import { type FileServices, openServices } from '../harness/services.js';
import { type Ingress, openIngress } from './open-ingress.js';

let services: FileServices;
let ingress: Ingress;
let document: any;
beforeAll(async () => {
  services = await openServices();
  ingress = await openIngress(services);
  document = await (await fetch(`${ingress.url}/openapi.json`)).json();
});
afterAll(async () => {
  await ingress.close();
  await services.stop();
});

describe('the API reference', () => {
  it('says what a signal is, field by field', () => {
    const { schema } = document.paths['/v1/signals'].post.requestBody.content['application/json'];
    expect(schema.anyOf[0].properties).toMatchObject({
      eventId: { type: 'string' },
      person: { properties: { email: { type: 'string' } } },
    });
  });

  it('refers to nothing that it does not have', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!.split('/'));
    expect(refs.length).toBeGreaterThan(0);
    for (const path of refs)
      expect(
        path.reduce((at, step) => at?.[step], document),
        path.join('/'),
      ).toBeDefined();
  });

  it('lists every code of a refusal', () => {
    for (const { code } of problemCodes) expect(document.info.description).toContain(`\`${code}\``);
  });

  it('has a page that loads nothing from elsewhere', async () => {
    const page = await (await fetch(`${ingress.url}/docs`)).text();
    expect(page).toContain('swagger-ui');
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect((await fetch(`${ingress.url}/docs/swagger-ui-bundle.js`)).status).toBe(200);
  });
});

describe('the metrics', () => {
  it('count by connection and outcome, and name the layer', async () => {
    await ingress.send({});
    const text = await (await fetch(`${ingress.url}/metrics`)).text();
    expect(text).toMatch(/firstline_signals_total\{[^}]*connection="api"[^}]*outcome="rejected"[^}]*\} 1/);
    expect(text).toMatch(/firstline_store_up\{[^}]*layer="ingestion"[^}]*store="postgres"[^}]*\} 1/);
  });
});
