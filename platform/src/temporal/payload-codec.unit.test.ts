import { type Payload, defaultPayloadConverter } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { Secret } from '../config/secret.js';
import { KeyRing, newKey } from '../crypto/key-ring.js';
import { SealingCodec } from './payload-codec.js';

const k1 = newKey('k1');
const codecWith = (...keys: string[]) => new SealingCodec(KeyRing.parse(new Secret(keys.join(','))));
const codec = codecWith(k1);
const payloadOf = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const read = (payload: Payload) => Buffer.from(payload.data ?? []).toString('latin1');
const encodingOf = (payload: Payload) => Buffer.from(payload.metadata!['encoding']!).toString();
const encoded = async (value: unknown) => (await codec.encode([payloadOf(value)]))[0]!;
const there = async (value: unknown) => defaultPayloadConverter.fromPayload((await codec.decode([await encoded(value)]))[0]!);

const input = {
  signalId: '5d1c0e6e-0000-5000-8000-000000000001',
  connection: 'form',
  eventId: 'evt_1',
  lane: 'high',
  receivedAtMs: 1_795_251_243_000,
};

describe('the payload codec', () => {
  it.each([
    ['a story’s input', input],
    ['a verdict', { qualified: false, because: ['personal-email', 'below-icp-headcount'] }],
    ['a summary', 'waiting for Ana until 14:05, then Ben'],
    ['a status', { state: { at: 'offered', repId: 'ana', dueAtMs: 1, round: 1 }, asked: ['ana'], joined: 0 }],
    ['a refused tap', { accepted: false, because: 'taken', repId: 'ben' }],
    ['an unset field', { ...input, inline: null }],
    ['nothing', undefined],
    [
      'what the Temporal UI asks for',
      { definition: { type: 'speedToLead', queryDefinitions: [{ name: 'status' }] }, currentDetails: 'waiting for Ana' },
    ],
  ])('leaves %s readable in the Temporal UI', async (_, value) => {
    expect((await encoded(value)).data).toEqual(payloadOf(value).data);
  });

  it.each([
    ['a signal that rides in the input', { ...input, inline: { person: { email: 'ada@lovelace.example' } } }],
    ['a note', { outcome: 'reached', note: 'call her on Monday' }],
    ['a name, however deep', { results: [{ lead: { first_name: 'Ada' } }] }],
    ['an address in a plain text', 'could not reach ada@lovelace.example'],
    ['a phone number in a value', { target: '+44 20 7946 0018' }],
    ['current details that name someone', { definition: { type: 'x' }, currentDetails: 'mail to ada@lovelace.example' }],
  ])('seals %s, and opens it again', async (_, value) => {
    const sealed = await encoded(value);
    expect(encodingOf(sealed)).toBe('binary/encrypted');
    expect(read(sealed)).not.toMatch(/ada|monday|7946|lovelace/i);
    expect(await there(value)).toEqual(value);
  });

  it('seals bytes, whatever they are', async () => {
    expect(encodingOf(await encoded(new TextEncoder().encode('Ada')))).toBe('binary/encrypted');
    expect(Buffer.from((await there(new TextEncoder().encode('Ada'))) as Uint8Array).toString()).toBe('Ada');
  });

  it('takes what an operator sends in clear from the Temporal UI', async () => {
    const [payload] = await codec.decode([payloadOf({ repId: 'ana', note: 'x' })]);
    expect(defaultPayloadConverter.fromPayload(payload!)).toEqual({ repId: 'ana', note: 'x' });
  });

  it('reads histories of the previous key after rotation, and says which key is missing without it', async () => {
    const sealed = await codec.encode([payloadOf({ note: 'x' })]);
    expect(defaultPayloadConverter.fromPayload((await codecWith(newKey('k2'), k1).decode(sealed))[0]!)).toEqual({ note: 'x' });
    await expect(codecWith(newKey('k2')).decode(sealed)).rejects.toThrow(/sealed under key "k1"/);
  });

  it('does not seal twice', async () => {
    const once = await codec.encode([payloadOf({ note: 'x' })]);
    expect(await codec.encode(once)).toEqual(once);
  });
});
