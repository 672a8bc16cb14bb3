import { expect, it } from 'vitest';
import { Secret } from '../config/secret.js';
import { enterCode, readEnterCode, readTakeToken, takeToken, takeUrl } from './links.js';
import { readToken, signToken } from './signed-token.js';

const key = new Secret('a session key of forty characters or more');
const nowMs = Date.parse('2026-11-21T09:00:00Z');
const link = { episodeId: '0198a3c2-0000-7000-8000-000000000001', repId: 'ben-adeyemi', round: 2 };

it('a take link says who may take which lead, and until when', () => {
  const token = takeToken(link, { key, expiresAtMs: nowMs + 60_000 });
  expect(readTakeToken(token, { key, nowMs })).toEqual({ ok: true, ...link, expiresAtMs: nowMs + 60_000 });
});

it('a take link is short enough for a text message', () => {
  expect(takeUrl('https://go.example.com', takeToken(link, { key, expiresAtMs: nowMs })).length).toBeLessThan(160);
});

it('a link stops working when its time is up', () => {
  const token = takeToken(link, { key, expiresAtMs: nowMs });
  expect(readTakeToken(token, { key, nowMs })).toEqual({ ok: false, because: 'expired' });
});

it('a changed link is a forged one, whichever character was changed', () => {
  const token = takeToken(link, { key, expiresAtMs: nowMs + 60_000 });
  for (let at = 0; at < token.length; at++) {
    const swapped = token[at] === 'A' ? 'B' : 'A';
    const forged = token.slice(0, at) + swapped + token.slice(at + 1);
    const read = readTakeToken(forged, { key, nowMs });
    // The last character of a base64url text carries unused bits: the same bytes are the same token.
    if (read.ok) expect(at).toBe(token.length - 1);
  }
});

it('a link is no session, and a session is no link', () => {
  const session = signToken('session', [link.episodeId, link.repId, '2'], { key, expiresAtMs: nowMs + 60_000 });
  expect(readTakeToken(session, { key, nowMs })).toEqual({ ok: false, because: 'forged' });
  expect(readToken('session', takeToken(link, { key, expiresAtMs: nowMs + 60_000 }), { key, nowMs })).toEqual({
    ok: false,
    because: 'forged',
  });
});

it('another key reads nothing', () => {
  const token = takeToken(link, { key, expiresAtMs: nowMs + 60_000 });
  expect(readTakeToken(token, { key: new Secret('another session key'), nowMs })).toEqual({ ok: false, because: 'forged' });
});

it.each(['', '.', 'a', 'a.b', 'a.b.c', '..', 'é.ü', `${'x'.repeat(2_000)}.y`])(
  'nonsense such as %j is refused without an error',
  (token) => {
    expect(readTakeToken(token, { key, nowMs }).ok).toBe(false);
  },
);

it('every way into the console is different, so that one can be used up', () => {
  const [one, other] = [enterCode({ key, nowMs }), enterCode({ key, nowMs })];
  expect(one).not.toBe(other);
  expect(readEnterCode(one, { key, nowMs })).toMatchObject({ ok: true, actor: 'operator' });
  expect(readEnterCode(one, { key, nowMs: nowMs + 10 * 60_000 })).toEqual({ ok: false, because: 'expired' });
});
