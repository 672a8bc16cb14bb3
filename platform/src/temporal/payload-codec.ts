import type { Payload, PayloadCodec } from '@temporalio/common';
import { CannotOpen, type KeyRing } from '../crypto/key-ring.js';
import { isPersonalKey, looksPersonal } from '../log/personal-data.js';

const SEALED = 'binary/encrypted';
const JSON_PLAIN = 'json/plain';
const NOTHING = 'binary/null';
const PURPOSE = 'temporal-payload';

/**
 * Keeps people's data out of Temporal's store, while the Temporal UI stays readable (docs/decisions/002-payload-codec.md).
 *
 * A payload stays in clear only if it is JSON, no key in it names a person's data and nothing in it looks like an address or a number: ids,
 * verdicts, summaries and timers do. Everything else is sealed, with the key's id beside it. What arrives in clear is taken as it is, so that
 * an operator can send an update from the Temporal UI.
 */
export class SealingCodec implements PayloadCodec {
  constructor(private readonly keys: KeyRing) {}

  async encode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => (mayBeRead(payload) ? payload : this.#seal(payload)));
  }

  /** @throws CannotOpen: the task is tried again until the missing key is back on the ring */
  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => (encodingOf(payload) === SEALED ? this.#open(payload) : payload));
  }

  #seal(payload: Payload): Payload {
    return {
      metadata: { encoding: Buffer.from(SEALED), 'encryption-key-id': Buffer.from(this.keys.currentKeyId) },
      data: this.keys.seal(pack(payload), PURPOSE),
    };
  }

  #open(payload: Payload): Payload {
    return unpack(this.keys.open(payload.data ?? new Uint8Array(), PURPOSE));
  }
}

const encodingOf = (payload: Payload): string => Buffer.from(payload.metadata?.['encoding'] ?? []).toString();

function mayBeRead(payload: Payload): boolean {
  const encoding = encodingOf(payload);
  if (encoding === NOTHING || encoding === SEALED) return true;
  if (encoding !== JSON_PLAIN) return false;
  const text = Buffer.from(payload.data ?? []).toString();
  try {
    return !looksPersonal(text) && holdsNobody(JSON.parse(text));
  } catch {
    return false;
  }
}

function holdsNobody(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (Array.isArray(value)) return value.every(holdsNobody);
  if (isWorkflowMetadata(value)) return holdsNobody(value.currentDetails);
  return Object.entries(value).every(([key, field]) => (!isPersonalKey(key) || isEmpty(field)) && holdsNobody(field));
}

/** The SDK's own answer to the Temporal UI: which messages a workflow takes (each with a `name`), and its current details. */
const isWorkflowMetadata = (value: object): value is { definition: object; currentDetails?: unknown } =>
  'definition' in value && Object.keys(value).every((key) => key === 'definition' || key === 'currentDetails');

const isEmpty = (field: unknown): boolean => field === null || field === undefined || field === '';

/** `metadata length (4) | metadata as JSON of base64 | data`: what a sealed payload holds. */
function pack(payload: Payload): Buffer {
  const metadata = Object.entries(payload.metadata ?? {}).map(([key, value]) => [key, Buffer.from(value ?? []).toString('base64')]);
  const head = Buffer.from(JSON.stringify(Object.fromEntries(metadata)));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  return Buffer.concat([length, head, payload.data ?? new Uint8Array()]);
}

function unpack(bytes: Buffer): Payload {
  if (bytes.length < 4 || bytes.length < 4 + bytes.readUInt32BE(0)) throw new CannotOpen('not-sealed', 'a sealed payload is cut short');
  const headEnd = 4 + bytes.readUInt32BE(0);
  const head = JSON.parse(bytes.subarray(4, headEnd).toString()) as Record<string, string>;
  const metadata = Object.fromEntries(Object.entries(head).map(([key, value]) => [key, new Uint8Array(Buffer.from(value, 'base64'))]));
  return { metadata, data: new Uint8Array(bytes.subarray(headEnd)) };
}
