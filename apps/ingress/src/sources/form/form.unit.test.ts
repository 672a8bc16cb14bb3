import { type ConnectionOf, connectionSchema } from '@firstline/domain/connections/connections.schema';
import { describe, expect, it } from 'vitest';
import { T, delivery } from '../for-tests.js';
import type { Item } from '../source.js';
import demoRequest from './fixtures/demo-request.json' with { type: 'json' };
import { form } from './form.source.js';

const ORIGIN = 'https://www.firstline.example';
const source = (options = {}) =>
  form(
    connectionSchema.parse({
      id: 'website-form',
      kind: 'form',
      name: 'Website',
      options: { origins: [ORIGIN], ...options },
    }) as ConnectionOf<'form'>,
    new Map(),
  );
const json = (fields: object, more = {}) => delivery(JSON.stringify(fields), { origin: ORIGIN }, more);
const posted = (text: string, more = {}, accept = 'text/html,*/*') =>
  delivery(text, { 'content-type': 'application/x-www-form-urlencoded', origin: ORIGIN, accept }, more);
const only = async (items: Promise<Item[]> | Item[]) => {
  const [item] = await items;
  if (item?.is !== 'signal') throw new Error(`no signal: ${JSON.stringify(item)}`);
  return item;
};

describe('a form post', () => {
  it('becomes a signal with the person, the company, the consent and where they came from', async () => {
    expect(await source().normalise(json(demoRequest))).toEqual([
      {
        is: 'signal',
        signal: {
          eventId: expect.stringMatching(/^0d6d1b1e-4b1a-4a7e-9d7c-1f2e3d4c5b6a~[0-9a-f]{6}$/),
          type: 'form.submitted',
          occurredAt: '2026-01-01T00:00:00.000Z',
          person: { email: 'Ada@Lovelace.example', firstName: 'Ada', lastName: 'King', phone: '+44 20 7946 0018' },
          company: { name: 'Analytical Engines Ltd', employees: 1200 },
          attribution: {
            utm: { source: 'google', medium: 'cpc', campaign: 'brand' },
            clickIds: { gclid: 'Cj0X', li_fat_id: '7f1c' },
            landingPage: 'https://www.firstline.example/demo',
            referrer: 'https://search.example.com/',
            formId: 'demo-request',
          },
          consent: { email: true, text: 'v3' },
          properties: { form: 'demo-request', filledInSeconds: 30, answers: { timeline: 'this quarter' } },
          test: false,
        },
      },
    ]);
  });

  it('says the same as plain HTML, with UTM and click ids in fields of their own', async () => {
    const text =
      'email=ada%40lovelace.example&Your+Name=Ada+King&utm_source=google&utm_campaign=brand&_fbc=fb.1.1767225600000.AbC&topic=a&topic=b';
    const { signal } = await only(source().normalise(posted(text)));
    expect(signal).toMatchObject({
      person: { email: 'ada@lovelace.example', fullName: 'Ada King' },
      attribution: { utm: { source: 'google', campaign: 'brand' }, clickIds: { fbc: 'fb.1.1767225600000.AbC' } },
      properties: { form: 'contact', answers: { topic: ['a', 'b'] } },
    });
  });

  it('may be multipart, and notes a file without keeping it', async () => {
    const boundary = '----WebKitFormBoundaryAbCdEfGhIjKlMnOp';
    const text = [
      `--${boundary}`,
      'Content-Disposition: form-data; name="email"',
      '',
      'ada@lovelace.example',
      `--${boundary}`,
      'Content-Disposition: form-data; name="cv"; filename="cv.pdf"',
      'Content-Type: application/pdf',
      '',
      'bytes',
      `--${boundary}--`,
      '',
    ].join('\r\n');
    const { signal } = await only(
      source().normalise(delivery(text, { 'content-type': `multipart/form-data; boundary=${boundary}`, origin: ORIGIN })),
    );
    expect(signal).toMatchObject({ person: { email: 'ada@lovelace.example' }, properties: { answers: { cv: { bytes: 5 } } } });
  });

  it('takes field names of the website where the connection says what they are', async () => {
    const { signal } = await only(
      source({ fields: { wm: 'person.email', size: 'company.employees', q7: 'properties.budget' } }).normalise(
        json({ wm: 'ada@lovelace.example', size: '51-200', q7: '20k' }),
      ),
    );
    expect(signal).toMatchObject({
      person: { email: 'ada@lovelace.example' },
      company: { employees: 51 },
      properties: { answers: { budget: '20k' } },
    });
  });

  it('needs a way to reply', async () => {
    expect(await source().normalise(json({ first_name: 'Ada' }))).toEqual([
      { is: 'refused', because: 'invalid', path: 'email', reason: 'an e-mail address or a phone number is needed to reply' },
    ]);
    expect(await source().normalise(json({ email: 'ada' }))).toMatchObject([
      { is: 'refused', path: 'email', reason: expect.stringContaining('must be an e-mail address') },
    ]);
    const { signal } = await only(source().normalise(json({ email: 'ada', phone: '+44 20 7946 0018' })));
    expect(signal).toMatchObject({ person: { phone: '+44 20 7946 0018' }, properties: { answers: { email: 'ada' } } });
  });

  it('that a program filled in is dropped, and looks like a success to it', async () => {
    const request = json({ ...demoRequest, hp_field: 'http://spam.example' });
    expect(await source().normalise(request)).toEqual([{ is: 'ignored', because: 'honeypot' }]);
    expect(source().reply?.(request, [{ status: 'ignored' }])).toMatchObject({ status: 202, body: { status: 'accepted' } });
  });
});

describe('the same form post twice', () => {
  const idOf = async (request: ReturnType<typeof json>) => {
    const { signal, earlierEventId } = await only(source().normalise(request));
    return { id: signal.eventId, earlier: earlierEventId };
  };
  const plain = { email: 'ada@lovelace.example', message: 'hello', csrf_token: 'a' };

  it('is one submission by its submission id, whatever else changed', async () => {
    expect(await idOf(json(demoRequest))).toEqual(
      await idOf(json({ ...demoRequest, first_name: 'Adah' }, { receivedAtMs: T + 9_000_000 })),
    );
  });

  it('is two when a cached page gave two people the same submission id', async () => {
    expect(await idOf(json(demoRequest))).not.toEqual(await idOf(json({ ...demoRequest, email: 'grace@hopper.example' })));
  });

  it('is one by its content within ten minutes, also across the border between two of them', async () => {
    const first = await idOf(json(plain, { receivedAtMs: T + 599_000 }));
    const soon = await idOf(json({ ...plain, csrf_token: 'b' }, { receivedAtMs: T + 599_500 }));
    const justAcross = await idOf(json({ ...plain, email: 'ADA@lovelace.example', csrf_token: 'c' }, { receivedAtMs: T + 600_500 }));
    expect(soon).toEqual(first);
    expect(justAcross.id).not.toBe(first.id);
    expect(justAcross.earlier).toBe(first.id);
  });

  it('is two when what was said differs', async () => {
    expect((await idOf(json(plain))).id).not.toBe((await idOf(json({ ...plain, message: 'other' }))).id);
  });

  it('goes by the moment the form was rendered, where it says so', async () => {
    const rendered = { ...plain, rendered_at: '2025-12-31T23:58:00Z' };
    expect(await idOf(json(rendered))).toEqual(await idOf(json(rendered, { receivedAtMs: T + 3_600_000 })));
    expect((await idOf(json(rendered))).earlier).toBeUndefined();
  });
});

describe('a website', () => {
  const from = (headers: Record<string, string>) => source().verify(delivery('{}', headers));

  it('may post when it is listed', () => {
    expect(from({ origin: ORIGIN })).toEqual({ ok: true });
    expect(from({ origin: ORIGIN.toUpperCase() })).toEqual({ ok: true });
    expect(from({ referer: `${ORIGIN}/demo?x=1` })).toEqual({ ok: true });
  });

  it.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ origin: `${ORIGIN}.evil.example` }],
    [{}],
    [{ referer: 'nonsense' }],
    [{ origin: 'https://evil.example', referer: `${ORIGIN}/` }],
  ])('may not otherwise (%j)', (headers) => {
    expect(from(headers as Record<string, string>)).toMatchObject({ ok: false, because: 'origin-refused' });
  });

  it('is told by CORS that its scripts may post, and others are told nothing', () => {
    expect(source().cors?.(ORIGIN)).toMatchObject({ 'access-control-allow-origin': ORIGIN, vary: 'Origin' });
    expect(source().cors?.('https://evil.example')).toEqual({ vary: 'Origin' });
  });

  it('is answered in its own way: a script with JSON, a page with the next page', () => {
    const taken = [{ status: 'accepted', id: 'i', workflowId: 'w' } as const];
    expect(source().reply?.(json({}), taken)).toEqual({ status: 202, body: { id: 'i', status: 'accepted' } });
    expect(source({ thankYouUrl: `${ORIGIN}/thanks` }).reply?.(posted(''), taken)).toEqual({
      status: 303,
      headers: { location: `${ORIGIN}/thanks` },
    });
    expect(source().reply?.(posted(''), taken)).toMatchObject({ status: 200, body: expect.stringContaining('Thank you') });
    expect(source().reply?.(posted('', {}, 'application/json'), taken)).toMatchObject({ status: 202 });
    expect(source({ errorUrl: `${ORIGIN}/oops` }).replyRefused?.(posted(''))).toEqual({
      status: 303,
      headers: { location: `${ORIGIN}/oops` },
    });
    expect(source().replyRefused?.(posted(''))).toBeNull();
  });
});

describe('a hostile form post', () => {
  it.each([
    ['prototype keys', posted('__proto__=x&email=a%40b.example')],
    ['prototype keys in JSON', delivery('{"__proto__":{"admin":true},"email":"a@b.example"}', { origin: ORIGIN })],
    ['too many fields', posted(Array.from({ length: 301 }, (_, i) => `f${i}=1`).join('&'))],
    ['a list instead of fields', delivery('[]', { origin: ORIGIN })],
    ['a boundary that is not there', delivery('x', { 'content-type': 'multipart/form-data', origin: ORIGIN })],
    [
      'bytes that are not UTF-8',
      delivery(Buffer.from([0x65, 0xff]), { 'content-type': 'application/x-www-form-urlencoded', origin: ORIGIN }),
    ],
  ])('with %s is refused as a problem', async (_, request) => {
    await expect((async () => source().normalise(request))()).rejects.toMatchObject({ name: 'Problem' });
  });

  it('with markup and SQL is text like any other', async () => {
    const text = `<script>alert(1)</script>'; DROP TABLE signal; --`;
    const { signal } = await only(source().normalise(json({ email: 'a@b.example', first_name: text, message: text })));
    expect(signal).toMatchObject({ person: { firstName: text }, properties: { answers: { message: text } } });
  });
});
