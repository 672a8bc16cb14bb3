import type { Payload } from '@temporalio/common';
import { z } from 'zod';
import type { SealingCodec } from './payload-codec.js';

/** Payloads in protobuf's JSON form, as the Temporal UI and command line post them to a codec server. */
const wirePayload = z.object({ metadata: z.record(z.string(), z.base64()).optional(), data: z.base64().optional() });
export const codecRequestSchema = z.object({ payloads: z.array(wirePayload).max(1_000) });
export type CodecRequest = z.output<typeof codecRequestSchema>;

/**
 * What `POST <endpoint>/decode` answers. Whoever mounts it checks first that an operator asks: it opens people's data.
 * @throws CannotOpen
 */
export async function decodeForPeople(codec: SealingCodec, request: CodecRequest): Promise<CodecRequest> {
  return { payloads: (await codec.decode(request.payloads.map(fromWire))).map(toWire) };
}

/** `POST <endpoint>/encode`: what an operator types in the Temporal UI is sealed before it reaches the server. */
export async function encodeForPeople(codec: SealingCodec, request: CodecRequest): Promise<CodecRequest> {
  return { payloads: (await codec.encode(request.payloads.map(fromWire))).map(toWire) };
}

type WirePayload = z.output<typeof wirePayload>;

const fromWire = ({ metadata = {}, data = '' }: WirePayload): Payload => ({
  metadata: Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, new Uint8Array(Buffer.from(value, 'base64'))])),
  data: new Uint8Array(Buffer.from(data, 'base64')),
});

const toWire = ({ metadata, data }: Payload): WirePayload => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([key, value]) => [key, Buffer.from(value ?? []).toString('base64')])),
  data: Buffer.from(data ?? []).toString('base64'),
});
