import { type ConnectionOf, connectionSchema } from '@firstline/domain/connections/connections.schema';
import { describe, expect, it } from 'vitest';
import { delivery } from '../for-tests.js';
import twoLeads from './fixtures/two-leads.json' with { type: 'json' };
import { meta } from './meta.source.js';

const connection = connectionSchema.parse({
  id: 'meta-leads',
  kind: 'meta',
  name: 'Meta',
  secrets: { current: { env: 'A' } },
  options: { verifyToken: { env: 'B' }, accessToken: { env: 'C' } },
}) as ConnectionOf<'meta'>;
const source = (more: [string, string][] = [['secrets.current', 'meta-app-secret']]) =>
  meta(connection, new Map([...more, ['options.verifyToken', 'our-token']]));

const body =
  '{"object":"page","entry":[{"id":"1001","time":1767225600,"changes":[{"field":"leadgen","value":{"leadgen_id":"2002","page_id":"1001","form_id":"3003","adgroup_id":"4004","ad_id":"5005","created_time":1767225600}}]}]}';
const vector = 'sha256=6bff43cb7d23cea17face3e5e38d687f7136295f3f7d8c65858ae2d77dc53c77';
const signed = (text: string, signature: string) => delivery(text, { 'x-hub-signature-256': signature });

describe('a notification of Meta', () => {
  it('is taken when the signature over its bytes matches, also under the previous secret', () => {
    expect(source().verify(signed(body, vector))).toEqual({ ok: true });
    const rotating = source([
      ['secrets.current', 'new'],
      ['secrets.previous', 'meta-app-secret'],
    ]);
    expect(rotating.verify(signed(body, vector))).toEqual({ ok: true });
  });

  it.each([
    ['a changed body', `${body} `, vector],
    ['no scheme', body, vector.slice('sha256='.length)],
    ['another scheme', body, vector.replace('sha256', 'sha1')],
    ['a short signature', body, 'sha256=6bff'],
  ])('is refused with %s', (_, text, signature) => {
    expect(source().verify(signed(text, signature))).toMatchObject({ ok: false, because: 'bad-signature' });
  });

  it('is refused without a signature', () => {
    expect(source().verify(delivery(body))).toMatchObject({ ok: false, because: 'missing-signature' });
  });

  it('gives a signal for each lead of each entry, to be completed, with ids as texts', async () => {
    expect(await source().normalise(delivery(JSON.stringify(twoLeads)))).toMatchObject([
      {
        signal: {
          eventId: '2002',
          type: 'ad.lead_submitted',
          complete: false,
          occurredAt: '2026-01-01T00:00:00.000Z',
          properties: { leadgenId: '2002', formId: '3003', pageId: '1001', adId: '5005', adGroupId: '4004' },
        },
      },
      { is: 'refused', because: 'no-mapping', path: 'entry.0.changes.1.field' },
      { signal: { eventId: '2003', properties: { leadgenId: '2003', formId: '3004', pageId: '1002' } } },
    ]);
  });

  it('keeps ids that are larger than a number can be', async () => {
    const text = body.replace('"2002"', '90071992547409931').replace('"5005"', '120210987654321098');
    expect(await source().normalise(delivery(text))).toMatchObject([
      { signal: { eventId: '90071992547409931', properties: { adId: '120210987654321098' } } },
    ]);
  });

  it.each(['{"object":"page"}', '[]', '{"object":"page","entry":[{"changes":[{"field":"leadgen"}]}]}'])(
    'of an unknown shape is refused with a path (%s)',
    async (text) => {
      expect(await source().normalise(delivery(text))).toMatchObject([{ is: 'refused', because: 'invalid' }]);
    },
  );
});

describe('the challenge of Meta', () => {
  const asked = (query: Record<string, string>) => source().challenge?.(new URLSearchParams(query));

  it('is answered bare when it knows our token', () => {
    expect(asked({ 'hub.mode': 'subscribe', 'hub.verify_token': 'our-token', 'hub.challenge': '123456789' })).toEqual({
      status: 200,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: '123456789',
    });
  });

  it.each([
    [{ 'hub.mode': 'subscribe', 'hub.verify_token': 'wrong', 'hub.challenge': '1' }],
    [{ 'hub.mode': 'subscribe', 'hub.challenge': '1' }],
    [{ 'hub.mode': 'unsubscribe', 'hub.verify_token': 'our-token', 'hub.challenge': '1' }],
    [{ 'hub.mode': 'subscribe', 'hub.verify_token': 'our-token', 'hub.challenge': '<script>' }],
    [{}],
  ])('is refused otherwise (%j)', (query) => {
    expect(asked(query as Record<string, string>)).toBeNull();
  });
});
