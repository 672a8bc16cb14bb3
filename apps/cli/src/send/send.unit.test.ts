import type { Connection } from '@firstline/domain/connections/connections.schema';
import { parseConnections } from '@firstline/domain/connections/parse-connections';
import { signalId } from '@firstline/domain/signal/signal-id';
import { describe, expect, it } from 'vitest';

import type { Delivered } from './deliver.js';
import { takenOf } from './deliver.js';
import { clockOfSender, demandPossible, type Fault } from './fault.js';
import { connectionOfKind } from './known-connections.js';
import { kindNames } from './letter.js';
import { personAt, samplePerson } from './sample-people.js';
import { seal, strangersSecret } from './seal.js';
import { judge, wasTaken } from './told.js';
import { copyLetter, writeLetter } from './write-letter.js';

const yaml = `connections:
  - { id: api, kind: canonical, name: API }
  - { id: product, kind: standard-webhooks, name: Product, secrets: { current: { env: P } }, options: { types: { seen: ignore, joined: product.trial_started } } }
  - { id: website, kind: form, name: Form, options: { origins: ['https://www.firstline.example'] } }
  - { id: crm, kind: hubspot, name: HubSpot, secrets: { current: { env: H } } }
  - { id: events, kind: segment, name: Segment, secrets: { current: { env: S } } }
  - { id: ads, kind: meta, name: Meta, secrets: { current: { env: M } }, options: { verifyToken: { env: V }, accessToken: { env: T } } }
`;
const parsed = parseConnections(yaml);
const connections: Connection[] = parsed.ok ? parsed.connections : [];
const connection = (kind: Connection['kind']): Connection => connectionOfKind(connections, kind);
const occasion = { person: samplePerson(0, 'k3f'), eventId: '1795257634522000', atMs: Date.parse('2026-11-21T10:40:00Z') };
const delivered = (change: Partial<Delivered>): Delivered => ({
  about: 'x',
  httpStatus: 202,
  tookMs: 5,
  taken: [],
  problem: undefined,
  ...change,
});
const refused = (code: string): Delivered => delivered({ httpStatus: 401, problem: { type: 't', title: 'no', status: 401, code } });

describe('a sample signal', () => {
  it.each(kindNames)('of kind %s is sealed for its own connection', (kind) => {
    const letter = writeLetter(connection(kind), occasion);
    const { path, headers, body } = seal(letter, {
      secret: strangersSecret(kind),
      atMs: occasion.atMs,
      signedBaseUrl: 'http://localhost:3000',
    });
    expect(path).toBe(kind === 'canonical' ? '/v1/signals' : `/v1/webhooks/${letter.connection.id}`);
    expect(body).toBe(letter.body);
    expect(Object.keys(headers).length).toBeGreaterThan(2);
  });

  it('is of an event that the connection has a meaning for', () => {
    expect(JSON.parse(writeLetter(connection('standard-webhooks'), occasion).body)).toMatchObject({ type: 'joined' });
  });

  it('is about somebody new each time', () => {
    const addresses = Array.from({ length: 200 }, (_, at) => samplePerson(at, 'k3f').email);
    expect(new Set(addresses).size).toBe(200);
    expect(addresses.every((address) => /^[a-z.0-9]+@[a-z-]+\.example$/.test(address))).toBe(true);
  });

  it('is about whom the caller chose', () => {
    expect(personAt('ada.king@lovelace.example')).toMatchObject({ firstName: 'Ada', lastName: 'King', email: 'ada.king@lovelace.example' });
  });
});

describe('a signal from a file', () => {
  const now = { name: 'signal.json', eventId: '17', atMs: occasion.atMs };

  it('is completed with an event id and a time where it has none, and keeps those it has', () => {
    const { body } = copyLetter(connection('canonical'), '[{"type":"form.submitted"},{"type":"form.submitted","eventId":"mine"}]', now);
    expect(JSON.parse(body)).toEqual([
      { eventId: 'send-17', occurredAt: '2026-11-21T10:40:00.000Z', type: 'form.submitted' },
      { eventId: 'mine', occurredAt: '2026-11-21T10:40:00.000Z', type: 'form.submitted' },
    ]);
  });

  it('may have a line for each', () => {
    const lines = '{"eventId":"a"}\n{"eventId":"b"}\n';
    expect(copyLetter(connection('canonical'), lines, now)).toMatchObject({ contentType: 'application/x-ndjson', body: lines });
  });

  it('of a signed sender stays byte for byte what it is', () => {
    const text = '[ {"eventId": 1} ]';
    expect(copyLetter(connection('hubspot'), text, now).body).toBe(text);
  });

  it('of a form is posted as a browser would', () => {
    expect(copyLetter(connection('form'), '{"email":"ada@lovelace.example","n":2}', now).body).toBe('email=ada%40lovelace.example&n=2');
    expect(() => copyLetter(connection('form'), '{"email":{"a":1}}', now)).toThrow('flat JSON object');
  });

  it('that is not JSON is named', () => {
    expect(() => copyLetter(connection('segment'), '{', now)).toThrow('signal.json is not JSON');
  });
});

describe('a fault', () => {
  it('moves the sender’s clock beyond the window', () => {
    expect([clockOfSender('stale', 0), clockOfSender('future', 0), clockOfSender(undefined, 7)]).toEqual([-600_000, 600_000, 7]);
  });

  it('that a sender cannot commit is refused, with those that can', () => {
    expect(() => demandPossible('stale', 'segment')).toThrow('Those that sign the time: standard-webhooks, hubspot');
    expect(() => demandPossible('replay', 'segment')).not.toThrow();
  });

  it.each<[Fault, Delivered, boolean]>([
    ['bad-signature', refused('bad-signature'), true],
    ['bad-signature', refused('origin-refused'), true],
    ['bad-signature', refused('stale-signature'), false],
    ['stale', refused('stale-signature'), true],
    ['future', delivered({ taken: [{ status: 'accepted', id: 'a', reason: undefined }] }), false],
    ['replay', delivered({ taken: [{ status: 'duplicate', id: 'a', reason: undefined }] }), true],
    ['replay', delivered({ taken: [{ status: 'accepted', id: 'a', reason: undefined }] }), false],
  ])('%s is met as it should be, or that is said', (fault, last, met) => {
    expect(judge(fault, [delivered({}), last]).met).toBe(met);
  });
});

describe('an answer', () => {
  const letter = writeLetter(connection('canonical'), occasion);

  it('names one signal, or several', () => {
    expect(takenOf({ id: 'a', status: 'accepted' }, letter)).toEqual([{ status: 'accepted', id: 'a', reason: undefined }]);
    expect(
      takenOf(
        {
          results: [
            { id: 'a', status: 'duplicate' },
            { status: 'rejected', errors: [{ field: 'type', message: 'is not known' }] },
          ],
        },
        letter,
      ),
    ).toEqual([
      { status: 'duplicate', id: 'a', reason: undefined },
      { status: 'rejected', id: undefined, reason: 'type: is not known' },
    ]);
  });

  it('of Meta names none, and the signal is known all the same', () => {
    const ad = writeLetter(connection('meta'), occasion);
    expect(takenOf({ received: true }, ad)).toEqual([
      { status: 'received', id: signalId({ connection: 'ads', eventId: occasion.eventId }), reason: undefined },
    ]);
  });

  it('that took nothing is no success', () => {
    expect(
      [delivered({}), refused('unavailable'), delivered({ taken: [{ status: 'rejected', id: undefined, reason: 'x' }] })].map(wasTaken),
    ).toEqual([false, false, false]);
  });
});
