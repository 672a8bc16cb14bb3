import { createHmac } from 'node:crypto';
import { type ConnectionOf, connectionSchema } from '@firstline/domain/connections/connections.schema';
import { describe, expect, it } from 'vitest';
import { T, delivery } from '../for-tests.js';
import changes from './fixtures/changes.json' with { type: 'json' };
import { hubspot } from './hubspot.source.js';

const source = (events: object = {}, secrets: [string, string][] = [['secrets.current', 'hubspot-client-secret']]) =>
  hubspot(
    connectionSchema.parse({
      id: 'crm-hubspot',
      kind: 'hubspot',
      name: 'HubSpot',
      secrets: { current: { env: 'X' } },
      options: { events },
    }) as ConnectionOf<'hubspot'>,
    new Map(secrets),
  );

const body =
  '[{"eventId":900100001,"subscriptionId":4101,"portalId":20202,"appId":30303,"occurredAt":1767225600000,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM_UI"}]';
const url = 'https://hooks.example.com/in/hubspot?tenant=t1';
const vector = 'SV3TJuP/eVOhUD/nRULrLcybb1OzfGShRE/q/0qta08=';
interface Change {
  text?: string;
  signature?: string;
  sentAt?: string;
  url?: string;
  method?: string;
  receivedAtMs?: number;
}
const signed = ({ text = body, signature = vector, sentAt = '1767225600000', ...more }: Change = {}) =>
  delivery(text, { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': sentAt }, { url, ...more });

describe('a delivery of HubSpot', () => {
  it('is taken when its v3 signature matches method, address, body and time', () => {
    expect(source().verify(signed())).toEqual({ ok: true });
    expect(
      source({}, [
        ['secrets.current', 'new'],
        ['secrets.previous', 'hubspot-client-secret'],
      ]).verify(signed()),
    ).toEqual({ ok: true });
  });

  it.each([
    ['body', { text: `${body} ` }],
    ['address', { url: 'https://hooks.example.com/in/hubspot?tenant=t2' }],
    ['method', { method: 'PUT' }],
    ['time', { sentAt: '1767225600001' }],
    ['signature', { signature: 'AAAA' }],
  ])('is refused when its %s is another', (_, change) => {
    expect(source().verify(signed(change))).toMatchObject({ ok: false, because: 'bad-signature' });
  });

  it('is refused when it is old, and when it is from the future', () => {
    expect(source().verify(signed({ receivedAtMs: T + 300_001 }))).toMatchObject({ because: 'stale-signature' });
    expect(source().verify(signed({ receivedAtMs: T - 300_001 }))).toMatchObject({ because: 'stale-signature' });
    expect(source().verify(signed({ receivedAtMs: T - 300_000 }))).toEqual({ ok: true });
  });

  it('is refused with an older kind of signature only', () => {
    const v1 = delivery(body, {
      'x-hubspot-signature': 'f1c5bbd13f9de6d391ca5169ee82b3697efe5a0c3973fc2437fa8d6b3fc8724c',
      'x-hubspot-signature-version': 'v1',
    });
    expect(source().verify(v1)).toMatchObject({ ok: false, because: 'missing-signature' });
  });

  it('is taken when the address has characters that HubSpot signs unescaped', () => {
    const escaped = 'https://hooks.example.com/v1/webhooks/crm?a=x%40y%2Fz&b=%20c';
    const signature = createHmac('sha256', 'hubspot-client-secret')
      .update(`POSThttps://hooks.example.com/v1/webhooks/crm?a=x@y/z&b=%20c${body}1767225600000`)
      .digest('base64');
    expect(source().verify(signed({ url: escaped, signature }))).toEqual({ ok: true });
  });
});

describe('a change in HubSpot', () => {
  const itemsOf = async (events: unknown, mapping = {}) =>
    source(mapping).normalise(delivery(typeof events === 'string' ? events : JSON.stringify(events)));

  it('becomes the signal that it means, or is left out with a reason', async () => {
    expect(await itemsOf(changes)).toMatchObject([
      {
        signal: {
          eventId: '20202.4101.900100001.123.lifecyclestage.1767225600000',
          type: 'crm.stage_changed',
          occurredAt: '2026-01-01T00:00:00.000Z',
          person: { externalIds: { 'hubspot.contactId': '123' } },
          properties: { object: 'contact', objectId: '123', change: 'changed', field: 'lifecyclestage', to: 'marketingqualifiedlead' },
        },
      },
      {
        signal: {
          type: 'crm.stage_changed',
          person: {},
          properties: { object: 'deal', objectId: '456', field: 'dealstage', to: 'contractsent' },
        },
      },
      { is: 'refused', because: 'no-mapping', path: '2.subscriptionType', reason: expect.stringContaining('contact.privacyDeletion') },
      { is: 'ignored', because: 'own-write' },
      { signal: { type: 'form.submitted', properties: { form: 'hubspot' } } },
    ]);
  });

  it('has the same name at each attempt, and another one for another change', async () => {
    const [event] = changes;
    const nameOf = async (change: object) => {
      const [item] = await itemsOf([{ ...event, ...change }]);
      return item?.is === 'signal' ? item.signal.eventId : item;
    };
    expect(await nameOf({ attemptNumber: 7 })).toBe(await nameOf({}));
    for (const change of [
      { eventId: 1 },
      { subscriptionId: 1 },
      { portalId: 1 },
      { objectId: 1 },
      { propertyName: 'x' },
      { occurredAt: 1_767_225_600_001 },
    ]) {
      expect(await nameOf(change)).not.toBe(await nameOf({}));
    }
  });

  it('keeps ids that are larger than a number can be', async () => {
    expect(await itemsOf(body.replace('"objectId":123', '"objectId":9007199254740993123'))).toMatchObject([
      { signal: { properties: { objectId: '9007199254740993123' } } },
    ]);
  });

  it('is mapped by the connection first, and only beyond its threshold', async () => {
    const mapping = {
      'contact.propertyChange:hubspotscore': { type: 'crm.field_crossed', atLeast: 80 },
      'contact.propertyChange:lifecyclestage': 'ignore',
    };
    const scored = (propertyValue: unknown) => [{ ...changes[0], propertyName: 'hubspotscore', propertyValue }];
    expect(await itemsOf(scored('80'), mapping)).toMatchObject([{ signal: { type: 'crm.field_crossed', properties: { to: '80' } } }]);
    expect(await itemsOf(scored('79.9'), mapping)).toMatchObject([{ is: 'ignored', because: 'below-threshold' }]);
    expect(await itemsOf(scored('many'), mapping)).toMatchObject([{ is: 'ignored', because: 'below-threshold' }]);
    expect(await itemsOf([changes[0]], mapping)).toMatchObject([{ is: 'ignored' }]);
  });

  it('of a property that was emptied, or of consent given again, is no signal', async () => {
    const changed = (propertyName: string, propertyValue: string) => itemsOf([{ ...changes[0], propertyName, propertyValue }]);
    expect(await changed('budget', '')).toMatchObject([{ is: 'ignored', because: 'emptied' }]);
    expect(await changed('budget', '20000')).toMatchObject([{ signal: { type: 'crm.field_populated' } }]);
    expect(await changed('hs_email_optout', 'true')).toMatchObject([{ signal: { type: 'email.unsubscribed', consent: { email: false } } }]);
    expect(await changed('hs_email_optout', 'false')).toMatchObject([{ is: 'ignored' }]);
  });

  it.each([[{}], [[5]], [[null]], [[{ eventId: 'x' }]]])('of an unknown shape is refused with a path (%j)', async (event) => {
    expect(await itemsOf(event)).toMatchObject([{ is: 'refused', because: 'invalid' }]);
  });
});
