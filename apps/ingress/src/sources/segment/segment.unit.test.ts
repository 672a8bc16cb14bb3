import { createHmac } from 'node:crypto';
import { type ConnectionOf, connectionSchema } from '@firstline/domain/connections/connections.schema';
import { describe, expect, it } from 'vitest';
import { delivery } from '../for-tests.js';
import demoRequested from './fixtures/demo-requested.json' with { type: 'json' };
import { segment } from './segment.source.js';

const connection = (options: object = {}) =>
  connectionSchema.parse({
    id: 'product-segment',
    kind: 'segment',
    name: 'Segment',
    secrets: { current: { env: 'X' } },
    options,
  }) as ConnectionOf<'segment'>;

const secret = 'segment-shared-secret';
const single = '{"type":"track","messageId":"seg-msg-1","event":"Demo Requested","userId":"u_1001","timestamp":"2026-01-01T00:00:00.000Z"}';
const batch = `[${single},{"type":"track","messageId":"seg-msg-2","event":"Pricing Viewed","userId":"u_1002","timestamp":"2026-01-01T00:00:01.000Z"}]`;
const vector = 'a2a7409ee5b4e04ed904f367444a07e4a866b87b';
const ofWholeBatch = '77de47e7872e373972371fb02872f5934ef1a12e';

const source = (secrets: Record<string, string> = { 'secrets.current': secret }, options = {}) =>
  segment(connection(options), new Map(Object.entries(secrets)));
const signed = (text: string, signature: string, headers = {}) => delivery(text, { 'x-signature': signature, ...headers });
const batched = { batchHeader: { name: 'x-firstline-batch', secret: { env: 'Y' } } };
const batchSecrets = { 'secrets.current': secret, 'options.batchHeader.secret': 'batch-secret' };

describe('a delivery of Segment', () => {
  it('is taken when the signature of its one event matches', () => {
    expect(source().verify(signed(single, vector))).toEqual({ ok: true });
    expect(source().verify(signed(single, vector.toUpperCase()))).toEqual({ ok: true });
  });

  it('is taken under the previous secret while it is being rotated', () => {
    expect(source({ 'secrets.current': 'new', 'secrets.previous': secret }).verify(signed(single, vector))).toEqual({ ok: true });
  });

  it.each([
    ['a changed body', `${single} `, vector],
    ['a signature that is not hexadecimal', single, 'zz'],
    ['the signature of the whole batch', batch, ofWholeBatch],
    ['an empty batch', '[]', vector],
    ['a cut-off batch', '[{"a":1', vector],
  ])('is refused with %s', (_, text, signature) => {
    expect(source().verify(signed(text, signature))).toMatchObject({ ok: false, because: 'bad-signature' });
  });

  it('is refused without a signature', () => {
    expect(source().verify(delivery(single))).toMatchObject({ ok: false, because: 'missing-signature' });
  });

  it('of several events is refused, as only the first is signed, unless it carries the secret header', () => {
    expect(source().verify(signed(batch, vector))).toMatchObject({ ok: false, detail: expect.stringContaining('only the first item') });
    const careful = source(batchSecrets, batched);
    expect(careful.verify(signed(batch, vector))).toMatchObject({ ok: false });
    expect(careful.verify(signed(batch, vector, { 'x-firstline-batch': 'wrong' }))).toMatchObject({ ok: false });
    expect(careful.verify(signed(batch, vector, { 'x-firstline-batch': 'batch-secret' }))).toEqual({ ok: true });
  });

  it('of one event in an array is taken: all of it is signed', () => {
    expect(source().verify(signed(` [ ${single} ] `, vector))).toEqual({ ok: true });
  });

  it('verifies the bytes of the first item, where reading and writing would change them', () => {
    const odd = '{"type":"track","properties":{"2":1.0,"1":12345678901234567890,"text":"a ] } , \\" b"}}';
    const signature = createHmac('sha1', secret).update(odd).digest('hex');
    expect(source(batchSecrets, batched).verify(signed(`[${odd},{}]`, signature, { 'x-firstline-batch': 'batch-secret' }))).toEqual({
      ok: true,
    });
  });
});

describe('an event of Segment', () => {
  const itemsOf = async (event: unknown, options = {}) => source(undefined, options).normalise(delivery(JSON.stringify(event)));

  it('becomes a signal about the person in its traits, with where they came from', async () => {
    expect(await itemsOf(demoRequested)).toEqual([
      {
        is: 'signal',
        signal: {
          eventId: 'ajs-next-1767225600-6c1',
          type: 'form.submitted',
          occurredAt: '2026-01-01T00:00:00.100Z',
          person: { email: 'ada@lovelace.example', firstName: 'Ada', lastName: 'King', externalIds: { 'segment.userId': 'u_1001' } },
          company: { name: 'Analytical Engines Ltd', employees: 1200 },
          attribution: {
            utm: { source: 'google', medium: 'cpc', campaign: 'brand' },
            clickIds: { gclid: 'Cj0X' },
            landingPage: 'https://www.firstline.example/pricing?utm_source=google&gclid=Cj0X',
            referrer: 'https://search.example.com/',
            sessionId: 'a-77',
          },
          consent: {},
          properties: {
            plan: 'team',
            email: 'ada@lovelace.example',
            event: 'Demo Requested',
            anonymousId: 'a-77',
            url: 'https://www.firstline.example/pricing?utm_source=google&gclid=Cj0X',
          },
          test: false,
        },
      },
    ]);
  });

  it('gives one signal for each event of a batch', async () => {
    const items = await source().normalise(delivery(batch));
    expect(items).toMatchObject([
      { signal: { eventId: 'seg-msg-1', type: 'form.submitted' } },
      { signal: { eventId: 'seg-msg-2', type: 'website.page_viewed', properties: { category: 'pricing' } } },
    ]);
  });

  it('is mapped by the connection first, whatever the spelling', async () => {
    const options = { events: { 'Plan Limit Reached': 'product.milestone_reached', 'Demo Requested': 'ignore' } };
    expect(await itemsOf({ type: 'track', event: 'plan_limit_reached', messageId: 'm' }, options)).toMatchObject([
      { signal: { type: 'product.milestone_reached' } },
    ]);
    expect(await itemsOf(demoRequested, options)).toEqual([{ is: 'ignored', because: 'track' }]);
  });

  it('is a page view worth acting on only with a person and a page that says something about buying', async () => {
    const view = (path: string, userId?: string) => ({ type: 'page', messageId: 'm', userId, context: { page: { path } } });
    expect(await itemsOf(view('/pricing', 'u_1'))).toMatchObject([
      { signal: { type: 'website.page_viewed', properties: { category: 'pricing' } } },
    ]);
    expect(await itemsOf(view('/vs/acme', 'u_1'))).toMatchObject([{ signal: { properties: { category: 'comparison' } } }]);
    expect(await itemsOf(view('/about', 'u_1'))).toMatchObject([{ is: 'ignored' }]);
    expect(await itemsOf(view('/pricing'))).toMatchObject([{ is: 'ignored' }]);
  });

  it('without a message id is named by what identifies it', async () => {
    const event = { type: 'track', event: 'Signed Up', userId: 'u_1', originalTimestamp: '2026-01-01T00:00:00.000Z' };
    const [first] = await itemsOf(event);
    const [again] = await itemsOf({ ...event, sentAt: 'later' });
    const [other] = await itemsOf({ ...event, userId: 'u_2' });
    expect(first).toEqual(again);
    expect(first).not.toEqual(other);
  });

  it('that nobody mapped is kept with the reason, and one that is none is refused', async () => {
    expect(await itemsOf([{ type: 'track', event: 'Odd Thing' }, 5, { type: 'delete' }])).toMatchObject([
      { is: 'refused', because: 'no-mapping', path: '0.event', reason: expect.stringContaining('"Odd Thing"') },
      { is: 'refused', because: 'invalid', path: '1.type' },
      { is: 'refused', because: 'no-mapping', path: '2.event' },
    ]);
  });

  it('loses a field that is nonsense, and not the lead', async () => {
    const odd = {
      type: 'track',
      event: 'Signed Up',
      messageId: 5,
      context: { traits: { email: { a: 1 }, phone: 4420 }, page: 'x', campaign: [] },
      timestamp: 'yesterday',
    };
    expect(await itemsOf(odd)).toMatchObject([{ signal: { eventId: '5', person: { phone: '4420' } } }]);
  });
});
