import { describe, expect, it } from 'vitest';
import { verifySlack } from './slack-signature.js';

// Computed with another implementation of the scheme.
const secret = 'slack-signing-secret';
const timestamp = '1767225600';
const body = Buffer.from('payload=%7B%22type%22%3A%22block_actions%22%2C%22trigger_id%22%3A%2212.34.ab%22%7D');
const signature = 'v0=6660b77bbfb65a3d11c2ad4fa7285c2183030b43c48fde050711d5b46f9c33e7';
const nowMs = Number(timestamp) * 1_000;
const headers = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature };
const verify = (change: Partial<Parameters<typeof verifySlack>[0]> = {}) =>
  verifySlack({ headers, body, secrets: [secret], nowMs, ...change });

describe("Slack's signature", () => {
  it('holds for the very bytes that were signed', () => {
    expect(verify()).toEqual({ ok: true });
    expect(verify({ body: Buffer.from(body.toString().replace('12.34', '12.35')) })).toMatchObject({ ok: false, because: 'bad-signature' });
  });

  it('is taken under the secret before while Slack rotates', () => {
    expect(verify({ secrets: ['the new one', secret] })).toEqual({ ok: true });
    expect(verify({ secrets: ['the new one'] })).toMatchObject({ because: 'bad-signature' });
  });

  it('is stale after five minutes, in either direction', () => {
    expect(verify({ nowMs: nowMs + 300_000 })).toEqual({ ok: true });
    expect(verify({ nowMs: nowMs + 300_001 })).toMatchObject({ because: 'stale-signature' });
    expect(verify({ nowMs: nowMs - 300_001 })).toMatchObject({ because: 'stale-signature' });
  });

  it('does not hold when the time was changed, since the time is signed too', () => {
    const later = String(Number(timestamp) + 86_400);
    expect(verify({ headers: { ...headers, 'x-slack-request-timestamp': later }, nowMs: Number(later) * 1_000 })).toMatchObject({
      because: 'bad-signature',
    });
  });

  it.each([
    {},
    { 'x-slack-signature': '' },
    { 'x-slack-signature': signature },
    { 'x-slack-signature': signature, 'x-slack-request-timestamp': 'now' },
  ])('is missing in %j', (given) => {
    expect(verify({ headers: given })).toMatchObject({ because: 'missing-signature' });
  });

  it.each([signature.slice(3), signature.replace('v0', 'v1'), signature.slice(0, -2), `${signature}00`, 'v0=', 'v0=zz'])(
    'does not hold as %j',
    (given) => {
      expect(verify({ headers: { ...headers, 'x-slack-signature': given } })).toMatchObject({ because: 'bad-signature' });
    },
  );
});
