import { describe, expect, it } from 'vitest';

import { missingSecrets } from './local-secrets.js';

const connections = `
connections:
  - { id: api, kind: canonical, name: API }
  - { id: product, kind: standard-webhooks, name: Product, secrets: { current: { env: PRODUCT_SECRET } } }
  - { id: crm, kind: hubspot, name: CRM, secrets: { current: { env: CRM_SECRET }, previous: { file: /run/secrets/old } } }
`;

describe('secrets of a first local start', () => {
  it('are made up for each one that connections.yaml names, in the form its sender uses', () => {
    const made = missingSecrets(connections, {});
    expect(Object.keys(made)).toEqual(['PRODUCT_SECRET', 'CRM_SECRET']);
    expect(made['PRODUCT_SECRET']).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(made['CRM_SECRET']).toMatch(/^[\w-]{43}$/);
  });

  it('leave alone what the user has set', () => {
    expect(Object.keys(missingSecrets(connections, { PRODUCT_SECRET: 'whsec_real', CRM_SECRET: '' }))).toEqual(['CRM_SECRET']);
  });

  it('wait for a connections.yaml without mistakes', () => {
    expect(missingSecrets('connections: [{ id: "not an id" }]', {})).toEqual({});
  });
});
