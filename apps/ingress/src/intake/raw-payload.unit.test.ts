import { Secret } from '@firstline/platform/config/secret';
import { KeyRing, newKey } from '@firstline/platform/crypto/key-ring';
import { describe, expect, it } from 'vitest';
import { delivery } from '../sources/for-tests.js';
import { openPayload, sealPayload } from './raw-payload.js';

const keys = KeyRing.parse(new Secret(newKey('k1')));
const request = delivery(Buffer.from('{"email":"ada@lovelace.example"}\n\u00ff', 'latin1'), {
  'x-signature': 'abc',
  authorization: 'Bearer secret',
  cookie: 'a=b',
});

describe('the bytes of a delivery', () => {
  it('are kept sealed, and open to what came, without our credentials', () => {
    const { id, sealed, contentType } = sealPayload(request, 'api', keys);
    expect(Buffer.from(sealed).toString('latin1')).not.toContain('ada@');
    const opened = openPayload({ id, body: sealed }, keys);
    expect(opened.body.equals(request.body)).toBe(true);
    expect(opened).toMatchObject({ method: 'POST', url: request.url, headers: { 'x-signature': 'abc' } });
    expect(JSON.stringify(opened.headers)).not.toMatch(/secret|a=b/);
    expect(contentType).toBe('application/json');
  });

  it('are the same payload when they come again, and do not open as another', () => {
    const one = sealPayload(request, 'api', keys);
    expect(sealPayload({ ...request, receivedAtMs: 1 }, 'api', keys).id).toBe(one.id);
    const other = sealPayload(delivery('{}'), 'api', keys);
    expect(() => openPayload({ id: other.id, body: one.sealed }, keys)).toThrow(/changed/);
  });
});
