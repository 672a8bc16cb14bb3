import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FileServices, openServices } from '../harness/services.js';
import { type Answer, type Ingress, connectionsYaml, openIngress } from './open-ingress.js';
import { demoRequest, eventId, form, hubspot, meta, product, segment } from './senders.js';

let services: FileServices;
let ingress: Ingress;
beforeAll(async () => {
  services = await openServices();
  ingress = await openIngress(services, {
    yaml: `${connectionsYaml}  - { id: slow, kind: form, name: Slow, ratePerMinute: 8, options: { origins: ['https://www.firstline.example'] } }\n`,
  });
});
afterAll(async () => {
  await ingress.close();
  await services.stop();
});
afterEach(async () => {
  // Whatever was tried: both stores are well, and nothing was counted as a fault of ours.
  expect([await ingress.metric('firstline_store_up', 'postgres'), await ingress.metric('firstline_store_up', 'temporal')]).toEqual([1, 1]);
});

const signedUp = { type: 'user.signed_up', data: { email: 'ada@lovelace.example' } };
const to = (connection: string, sent: { headers: Record<string, string>; body: string | Buffer }) =>
  ingress.post(`/v1/webhooks/${connection}`, sent);

/** A refusal says what is wrong in our one shape, and nothing of our inside. */
function refused({ status, headers, body }: Answer, expected: number, code: string): void {
  expect([status, body.code, headers.get('content-type')]).toEqual([expected, code, 'application/problem+json; charset=utf-8']);
  expect(body).toMatchObject({
    type: `urn:firstline:problem:${code}`,
    status: expected,
    title: expect.any(String),
    detail: expect.any(String),
  });
  expect(JSON.stringify(body)).not.toMatch(/node_modules|at .*\.js:|prisma|SELECT|ada@/);
}

describe('a sender who is not who they say', () => {
  it('is refused: a signature that is wrong, missing, old or from the future', async () => {
    const good = product(signedUp);
    refused(await to('product', { ...good, body: `${good.body} ` }), 401, 'bad-signature');
    refused(await to('product', { headers: { 'content-type': 'application/json' }, body: good.body }), 401, 'missing-signature');
    refused(await to('product', product(signedUp, { at: new Date(Date.now() - 301_000) })), 401, 'stale-signature');
    refused(await to('product', product(signedUp, { at: new Date(Date.now() + 301_000) })), 401, 'stale-signature');
    refused(await to('hubspot', hubspot([], { atMs: Date.now() - 301_000 })), 401, 'stale-signature');
    refused(await to('hubspot', hubspot([], { url: 'https://elsewhere.example/v1/webhooks/hubspot' })), 401, 'bad-signature');
    refused(await to('meta', { ...meta({}), body: '{"a":1}' }), 401, 'bad-signature');
    refused(await to('segment', { ...segment({}), body: '{"a":1}' }), 401, 'bad-signature');
    expect(await services.db.rawPayload.count()).toBe(0);
  });

  it('gains nothing by replaying a request: it is the same signal', async () => {
    const sent = product(signedUp);
    const [first, second] = [await to('product', sent), await to('product', sent)];
    expect([first.status, second.status, second.body.status, second.body.id]).toEqual([202, 202, 'duplicate', first.body.id]);
  });

  it('cannot guess for long', async () => {
    const tries = await Promise.all(Array.from({ length: 80 }, () => to('meta', { ...meta({}), body: '{}x' })));
    const throttled = tries.filter(({ status }) => status === 429);
    expect(throttled.length).toBeGreaterThan(0);
    refused(throttled[0]!, 429, 'too-many-requests');
    expect(Number(throttled[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
    // The genuine sender is not held up by it.
    expect((await to('meta', meta({ object: 'page', entry: [] }))).status).toBe(200);
  });

  it('needs a key of the right scope for our own API', async () => {
    refused(await ingress.send(demoRequest(), { authorization: '' }), 401, 'bad-credentials');
    refused(await ingress.send(demoRequest(), { authorization: 'Bearer fl_ingest_wrong' }), 401, 'bad-credentials');
    refused(await ingress.send(demoRequest(), { authorization: 'Basic YTpi' }), 401, 'bad-credentials');
    refused(await ingress.post('/v1/signals', { headers: { 'content-type': 'application/json' }, body: '{}' }), 401, 'missing-credentials');
    const asOperator = await fetch(`${ingress.url}/v1/signals`, { headers: { authorization: `Bearer ${ingress.ingestKey}` } });
    expect(asOperator.status).toBe(403);
  });
});

describe('a body that nobody should send', () => {
  const hostile: [string, string | Buffer, Record<string, string>, number, string][] = [
    ['nothing', '', {}, 400, 'invalid-json'],
    ['another content type', '<a/>', { 'content-type': 'text/xml' }, 415, 'unsupported-content-type'],
    ['no content type', 'x', { 'content-type': '' }, 415, 'unsupported-content-type'],
    ['a compressed body', 'x', { 'content-encoding': 'gzip' }, 415, 'unsupported-content-type'],
    ['ten megabytes', Buffer.alloc(10_485_760, 0x20), {}, 413, 'body-too-large'],
    ['deep JSON', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`, {}, 400, 'too-deep'],
    ['half a megabyte of brackets', '['.repeat(500_000), {}, 400, 'invalid-json'],
    ['very many fields', JSON.stringify(Object.fromEntries(Array.from({ length: 100_001 }, (_, i) => [i, 1]))), {}, 413, 'body-too-large'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), {}, 400, 'invalid-text'],
    ['JSON that ends too early', '{"eventId":', {}, 400, 'invalid-json'],
    ['a prototype key', '{"__proto__":{"admin":true}}', {}, 400, 'refused-key'],
    ['a prototype key deep inside', JSON.stringify(demoRequest()).replace('"form"', '"constructor"'), {}, 400, 'refused-key'],
    ['a number instead of a signal', '5', {}, 400, 'invalid-field'],
    ['null', 'null', {}, 400, 'invalid-field'],
    ['missing fields', '{}', {}, 400, 'invalid-field'],
    ['a signal type of its own', JSON.stringify(demoRequest({ type: 'toString' })), {}, 400, 'invalid-field'],
    ['an event id that could not stand in a workflow id', JSON.stringify(demoRequest({ eventId: 'a b' })), {}, 400, 'invalid-field'],
    ['a very long event id', JSON.stringify(demoRequest({ eventId: 'x'.repeat(201) })), {}, 400, 'invalid-field'],
    ['a very long name', JSON.stringify(demoRequest({ person: { firstName: 'x'.repeat(100_000) } })), {}, 400, 'invalid-field'],
    ['a number beyond all numbers', '{"eventId":1e999}', {}, 400, 'invalid-json'],
    ['a list of two thousand', JSON.stringify(Array.from({ length: 2_000 }, () => 1)), {}, 413, 'body-too-large'],
  ];

  it.each(hostile)('(%s) is refused in words by our own API', async (name, body, headers, status, code) => {
    const sent = name === 'very many fields' ? Buffer.from(body as string) : body;
    const answer = await ingress.send(sent, headers);
    if (name === 'very many fields' && answer.status !== 413) return refused(answer, 400, 'too-deep');
    refused(answer, status, code);
  });

  it.each(hostile)('(%s) is harmless when a form posts it', async (_, body, headers) => {
    const sent = { headers: { ...form({}).headers, 'content-type': 'application/json', ...headers }, body: body as string };
    const { status, body: answer } = await to('form', sent);
    expect([400, 413, 415]).toContain(status);
    expect(answer.code).toEqual(expect.any(String));
  });

  it.each(['{"type":', '[]', '5', '{"__proto__":{}}', `${'['.repeat(500)}${']'.repeat(500)}`])(
    'that a provider signed is kept and gets its 2xx: sending it again would not help (%s)',
    async (body) => {
      expect(await to('product', product(body))).toMatchObject({ status: 202, body: { status: 'rejected', reason: expect.any(String) } });
    },
  );

  it('with SQL, markup and control characters in every text is stored as it is, or nearly', async () => {
    const nasty = `'); DROP TABLE signal; --<script>alert(1)</script>{{7*7}}$\{jndi:ldap://x}\u0000\u0001\u202e`;
    const sent = demoRequest({
      person: Object.fromEntries(
        ['email', 'phone', 'firstName', 'lastName', 'fullName', 'title', 'country', 'city'].map((field) => [field, nasty]),
      ),
      company: { name: nasty, domain: nasty, industry: nasty },
      attribution: { utm: { source: nasty }, clickIds: { gclid: nasty }, landingPage: nasty },
      consent: { text: nasty },
      properties: { [nasty]: nasty, deep: [nasty, { a: nasty }] },
    });
    const { status, body } = await ingress.send(sent);
    expect(status).toBe(202);
    const row = await services.db.signal.findUniqueOrThrow({ where: { id: body.id } });
    const stored = row.body as { person: Record<string, string>; company: Record<string, string> };
    expect(stored.person['firstName']).toBe(nasty.replace('\u0000', '').trim());
    expect(stored.company['name']).toBe(nasty.replace('\u0000', '').trim());
  });

  it.each(['half \ud800', 'nothing \u0000', 'x'.repeat(200)])(
    'that nobody mapped is kept with its reason, whatever that quotes',
    async (type) => {
      expect(await to('product', product({ type, data: {} }))).toMatchObject({ status: 202, body: { status: 'rejected' } });
      expect((await ingress.send(demoRequest({ type: type.slice(0, 60) }))).status).toBe(400);
    },
  );

  it('with half characters is stored', async () => {
    const text = JSON.stringify(demoRequest()).replace('"Ada"', String.raw`"Ada\ud800"`);
    expect(await ingress.send(text)).toMatchObject({ status: 202 });
  });

  it('in a form with every nasty text is stored too', async () => {
    const nasty = `'; DROP TABLE signal; --<img src=x onerror=alert(1)>\u0000`;
    const { status } = await to(
      'form',
      form({ email: 'a@b.example', first_name: nasty, message: nasty, utm_source: nasty, [nasty]: nasty }),
    );
    expect(status).toBe(303);
  });
});

describe('whatever comes', () => {
  // Shapes near the genuine ones, with what usually breaks programs in any place of them.
  const odd = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      true,
      -1,
      1e308,
      '',
      '\u0000',
      '\ud800',
      '<script>',
      "'; DROP TABLE signal",
      '__proto__',
      'x'.repeat(5_000),
      [[]],
      { toJSON: 1 },
    ),
    fc.jsonValue({ depthSize: 'small' }),
  );
  const field = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom<unknown>(
        'ada@lovelace.example',
        'user.signed_up',
        'form.submitted',
        'track',
        'leadgen',
        '2026-11-21T09:14:03Z',
        7,
      ),
    },
    odd,
  );
  const names = [
    'eventId',
    'type',
    'occurredAt',
    'person',
    'company',
    'data',
    'user',
    'email',
    'entry',
    'changes',
    'field',
    'value',
    'leadgen_id',
    'object',
    'context',
    'traits',
    'properties',
    'messageId',
    'event',
    'subscriptionType',
    'objectId',
    'utm',
    'form',
    'answers',
    '\u0000',
  ];
  const record = (inside: fc.Arbitrary<unknown>) => fc.dictionary(fc.constantFrom(...names), inside, { maxKeys: 8 });
  const body = record(fc.oneof(field, record(field), fc.array(record(field), { maxLength: 3 })));
  const events = fc.array(record(field), { maxLength: 3 });

  it.each<[string, (value: unknown) => Promise<Answer>]>([
    ['our own API', (value) => ingress.send(value)],
    ['our product', (value) => to('product', product(value as object))],
    [
      'a form',
      (value) => to('form', { headers: { ...form({}).headers, 'content-type': 'application/json' }, body: JSON.stringify(value) }),
    ],
    ['HubSpot', (value) => to('hubspot', hubspot(value))],
    ['Segment', (value) => to('segment', segment(value as object))],
    ['Meta', (value) => to('meta', meta(value))],
  ])('from %s is never a fault of ours', async (_, send) => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(body, events, odd), async (value) => {
        const { status } = await send(value);
        expect([200, 202, 400, 401, 429]).toContain(status);
      }),
      { numRuns: 150 },
    );
  });
});

describe('an address or a pace that is wrong', () => {
  it.each([
    ['GET', '/v1/nothing', 404, 'not-found'],
    ['PUT', '/v1/signals', 405, 'method-not-allowed'],
    ['DELETE', '/v1/webhooks/form', 405, 'method-not-allowed'],
    ['GET', '/v1/webhooks/form', 405, 'method-not-allowed'],
    ['POST', '/v1/webhooks/nobody', 404, 'unknown-connection'],
    ['POST', '/v1/webhooks/__proto__', 404, 'unknown-connection'],
    ['POST', '/v1/webhooks/%2e%2e%2fetc', 404, 'unknown-connection'],
    ['POST', '/v1/webhooks/%zz', 400, 'invalid-request'],
  ])('%s %s is a %i in words', async (method, path, status, code) => {
    const response = await fetch(ingress.url + path, { method, headers: { authorization: `Bearer ${ingress.ingestKey}` } });
    refused({ status: response.status, headers: response.headers, body: await response.json() }, status, code);
    if (status === 405) expect(response.headers.get('allow')).toEqual(expect.any(String));
  });

  it('faster than the connection may is told when to come again', async () => {
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push(await to('slow', form({ email: `a${i}@b.example` })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429, 429]);
    refused(answers[2]!, 429, 'too-many-requests');
    expect(Number(answers[2]!.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  });

  it('as broken HTTP does not disturb the others', async () => {
    const { hostname, port } = new URL(ingress.url);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname, () => socket.write('POST /v1/signals HTTP/1.1\r\nContent-Length: abc\r\n\r\n'));
      socket.on('data', (data) => resolve(data.toString()));
    });
    expect(answer).toContain('400');
    expect((await ingress.send(demoRequest({ eventId: eventId() }))).status).toBe(202);
  });
});
