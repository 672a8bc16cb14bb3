import { generateKeyPairSync, sign } from 'node:crypto';
import { connectionSchema, type ConnectionOf } from '@firstline/domain/connections/connections.schema';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { T, delivery } from '../for-tests.js';
import type { Item } from '../source.js';
import signedUp from './fixtures/user-signed-up.json' with { type: 'json' };
import nested from './fixtures/invite-sent.json' with { type: 'json' };
import { standardWebhooks } from './standard-webhooks.source.js';

const connection = connectionSchema.parse({
  id: 'product-webhooks',
  kind: 'standard-webhooks',
  name: 'Product',
  secrets: { current: { env: 'X' } },
  options: {
    types: { 'user.signed_up': 'product.trial_started', 'workspace.invite_sent': 'product.milestone_reached', 'user.viewed': 'ignore' },
  },
}) as ConnectionOf<'standard-webhooks'>;

const secret = 'whsec_c3BlZWQtdG8tbGVhZC10ZXN0LXNlY3JldC0zMmI=';
const publicKey = 'whpk_6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=';
const body = '{"type":"user.signed_up","timestamp":"2026-01-01T00:00:00Z","data":{"user_id":"u_1001","email":"ada@example.com"}}';
const v1 = 'v1,YNcCtHIgD7JBNybfojYaM57o5oHNf0usxPMo2cO6ua8=';
const v1a = 'v1a,4P+TkWy4CqJBU7GHfuTQ0s4TJu1TI3kqgwnwwYFjRhc3q0JFVaCFsuYyjKjFjK9OQGR/doKq/QeQDa6K3LMWAw==';

const source = (current: string, previous?: string) =>
  standardWebhooks(connection, new Map([['secrets.current', current], ...(previous ? [['secrets.previous', previous] as const] : [])]));
const signed = (
  signature: string,
  {
    text = body,
    id = 'msg_0001',
    sentAt = '1767225600',
    prefix = 'webhook',
    at = T,
  }: { text?: string | Buffer; id?: string; sentAt?: string; prefix?: string; at?: number } = {},
) => delivery(text, { [`${prefix}-id`]: id, [`${prefix}-timestamp`]: sentAt, [`${prefix}-signature`]: signature }, { receivedAtMs: at });

describe('a Standard Webhook', () => {
  it('is taken when its v1 signature matches the shared secret', () => {
    expect(source(secret).verify(signed(v1))).toEqual({ ok: true });
  });

  it('is taken when its v1a signature matches the public key of the sender', () => {
    expect(source(publicKey).verify(signed(v1a))).toEqual({ ok: true });
  });

  it('is taken under the header names that Svix sends', () => {
    expect(source(secret).verify(signed(v1, { prefix: 'svix' }))).toEqual({ ok: true });
  });

  it('agrees with the vector of the library', () => {
    const vector = signed('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=', {
      text: '{"test": 2432232314}',
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      sentAt: '1614265330',
      at: 1_614_265_330_000,
    });
    expect(source('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw').verify(vector)).toEqual({ ok: true });
  });

  it('agrees with what the library signs, whatever the text', () => {
    const text = '{"type":"user.signed_up","data":{"name":"Zoë 🚀"}}';
    const signature = new Webhook(secret).sign('msg_2', new Date(T), text);
    expect(source(secret).verify(signed(signature, { text, id: 'msg_2' }))).toEqual({ ok: true });
  });

  it('is taken under either secret while they are being rotated, and when one of several signatures matches', () => {
    const other = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
    expect(source(other, secret).verify(signed(v1))).toEqual({ ok: true });
    expect(source(publicKey, secret).verify(signed(`v1,AAAA ${v1a} v2,x`))).toEqual({ ok: true });
    expect(source(other).verify(signed(v1))).toMatchObject({ ok: false, because: 'bad-signature' });
  });

  it.each([
    ['a changed body', { text: `${body} ` }],
    ['a changed id', { id: 'msg_0002' }],
    ['a changed time', { sentAt: '1767225601' }],
    ['bytes that are not UTF-8', { text: Buffer.from([0xff, 0xfe]) }],
    ['an id with a full stop', { id: 'msg.0001' }],
    ['a time that is no number', { sentAt: '1767225600abc' }],
  ])('is refused with %s', (_, change) => {
    expect(source(secret).verify(signed(v1, change))).toMatchObject({ ok: false, because: 'bad-signature' });
  });

  it.each(['', 'v1', 'v1,', 'v1,***', 'v1a,AAAA', `v2,${v1.slice(3)}`])('is refused with the signature "%s"', (signature) => {
    expect(source(secret, publicKey).verify(signed(signature)).ok).toBe(false);
  });

  it.each([
    ['old', T + 300_001, false],
    ['just in time', T + 300_000, true],
    ['of the future', T - 300_001, false],
    ['a little ahead', T - 300_000, true],
  ])('that is %s is judged by the clock on both sides', (_, at, ok) => {
    expect(source(secret).verify(signed(v1, { at })).ok).toBe(ok);
  });

  it.each(['whsec_c2hvcnQ=', 'whsec_###', 'whpk_c2hvcnQ='])('cannot be configured with a secret that is none (%s)', (wrong) => {
    expect(() => source(wrong)).toThrow(/must be wh/);
  });

  it('verifies what node itself signs with a fresh key', () => {
    const { publicKey: fresh, privateKey } = generateKeyPairSync('ed25519');
    const key = `whpk_${Buffer.from(fresh.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64')}`;
    const signature = sign(null, Buffer.from(`msg_0001.1767225600.${body}`), privateKey).toString('base64');
    expect(source(key).verify(signed(`v1a,${signature}`))).toEqual({ ok: true });
  });
});

describe('an event of our own product', () => {
  const itemsOf = async (event: unknown, id = 'msg_0001'): Promise<Item[]> =>
    source(secret).normalise(signed(v1, { text: JSON.stringify(event), id }));

  it('becomes the signal that the connection says, about the person in its data', async () => {
    expect(await itemsOf(signedUp)).toEqual([
      {
        is: 'signal',
        signal: {
          eventId: 'msg_0001',
          type: 'product.trial_started',
          occurredAt: '2026-01-01T00:00:00.000Z',
          person: {
            email: 'ada@lovelace.example',
            firstName: 'Ada',
            lastName: 'King',
            title: 'VP Engineering',
            externalIds: { 'product.userId': 'u_1001' },
          },
          company: { name: 'Analytical Engines Ltd', domain: 'lovelace.example', employees: 1200 },
          attribution: { utm: { source: 'newsletter', campaign: 'autumn' }, clickIds: { gclid: 'Cj0X' } },
          consent: {},
          properties: { event: 'user.signed_up', plan: 'team', seats: 12 },
          test: false,
        },
      },
    ]);
  });

  it('finds the person in an object of its own, and keeps the rest as properties', async () => {
    expect(await itemsOf(nested)).toMatchObject([
      {
        signal: {
          type: 'product.milestone_reached',
          person: { email: 'grace@hopper.example', fullName: 'Grace Hopper', externalIds: { 'product.userId': 'u_7' } },
          company: { name: 'Hopper Systems', country: 'US' },
          properties: { invited: 3, workspace: { id: 'w_9', name: 'Navy' }, event: 'workspace.invite_sent' },
        },
      },
    ]);
  });

  it('may use our own names of events without a mapping', async () => {
    expect(await itemsOf({ type: 'website.page_viewed', data: { email: 'ada@lovelace.example' } })).toMatchObject([
      { signal: { type: 'website.page_viewed' } },
    ]);
  });

  it('that nobody mapped is kept with the reason', async () => {
    expect(await itemsOf({ type: 'user.deleted', data: {} })).toEqual([
      {
        is: 'refused',
        because: 'no-mapping',
        path: 'type',
        reason: 'no mapping for "user.deleted": add it to options.types of product-webhooks',
      },
    ]);
  });

  it('that is mapped to ignore is left out', async () => {
    expect(await itemsOf({ type: 'user.viewed', data: {} })).toEqual([{ is: 'ignored', because: 'user.viewed' }]);
  });

  it.each([[[]], [{}], [{ type: 5 }], ['text'], [null], [{ type: '__proto__' }], [{ type: 'constructor' }]])(
    'of an unknown shape is refused with a reason (%j)',
    async (event) => {
      expect(await itemsOf(event)).toMatchObject([{ is: 'refused' }]);
    },
  );
});
