import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

// Namespaces of RFC 9562 name-based ids; made once at random, and never changed: a changed one would make every event new.
const SIGNALS = '6f1a3f0e-5d0b-4c55-9d0e-3b8b7a2f4c11';
const PAYLOADS = 'b7d0f6a2-3c1e-4f7e-8a55-0c9d2e6b1f38';

/** The same event has the same id, before it is stored, while Postgres is down, and in whichever process. */
export const signalId = (event: { connection: string; eventId: string }): string => uuidV5(SIGNALS, `${event.connection}/${event.eventId}`);

/** One for each different body of a connection: a delivery that is repeated is kept once. @param bodyHash SHA-256 in hexadecimal */
export const payloadId = (connection: string, bodyHash: string): string => uuidV5(PAYLOADS, `${connection}/${bodyHash}`);

const plain = /^[\x21-\x7e]{1,200}$/;
/** A vendor's id as an event id: itself where it is short printable ASCII, its hash where it is not. */
export const eventIdFrom = (vendorId: string): string => (plain.test(vendorId) ? vendorId : `sha256-${hashOf(vendorId)}`);

/** An event id made of what identifies the event, for vendors that send none. The parts are kept apart: `a|b` and `ab` differ. */
export const eventIdOf = (...parts: readonly (string | number | undefined)[]): string =>
  `sha256-${hashOf(JSON.stringify(parts.map((part) => (part === undefined ? null : String(part)))))}`;

const hashOf = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));

function uuidV5(namespace: string, name: string): string {
  const bytes = sha1(new Uint8Array([...hexToBytes(namespace.replaceAll('-', '')), ...utf8ToBytes(name)])).slice(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytesToHex(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
