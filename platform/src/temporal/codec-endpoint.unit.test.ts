import { defaultPayloadConverter } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { Secret } from '../config/secret.js';
import { KeyRing, newKey } from '../crypto/key-ring.js';
import { codecRequestSchema, decodeForPeople, encodeForPeople } from './codec-endpoint.js';
import { SealingCodec } from './payload-codec.js';

const codec = new SealingCodec(KeyRing.parse(new Secret(newKey('k1'))));
const typed = (value: unknown) => {
  const { metadata, data } = defaultPayloadConverter.toPayload(value);
  return { metadata: { encoding: Buffer.from(metadata!['encoding']!).toString('base64') }, data: Buffer.from(data!).toString('base64') };
};

describe('the codec endpoint of the Temporal UI', () => {
  it('shows an operator what was sealed, and leaves the rest', async () => {
    const asked = codecRequestSchema.parse({ payloads: [typed({ note: 'call Ada' }), typed({ signalId: 's1' })] });
    const sealed = await encodeForPeople(codec, asked);
    expect(sealed.payloads[0]!.data).not.toBe(asked.payloads[0]!.data);
    expect(sealed.payloads[1]).toEqual(asked.payloads[1]);
    expect(await decodeForPeople(codec, sealed)).toEqual(asked);
  });

  it.each([{}, { payloads: 'x' }, { payloads: [{ data: 'not base64!' }] }, { payloads: Array.from({ length: 1_001 }, () => ({})) }])(
    'refuses %j',
    (body) => {
      expect(codecRequestSchema.safeParse(body).success).toBe(false);
    },
  );
});
