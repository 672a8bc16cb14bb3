import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Secret } from '../config/secret.js';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** First byte of everything sealed, so that a later layout can be told apart. */
const LAYOUT = 1;
const keyId = /^[A-Za-z0-9_-]{1,32}$/;

/** Why something could not be opened. `unknown-key`: an old key was taken from the ring too early. */
export class CannotOpen extends Error {
  override readonly name = 'CannotOpen';
  constructor(
    readonly because: 'unknown-key' | 'not-sealed' | 'changed',
    message: string,
  ) {
    super(message);
  }
}

/**
 * AES-256-GCM under several keys: the first seals, all open. Rotation: put a new key in front, keep the old ones until nothing sealed with
 * them is left. Layout: `1 | id length | id | nonce (12) | cipher text | tag (16)`.
 *
 * Nonces are random, so one key should seal fewer than 2^32 messages (NIST SP 800-38D, 8.3): rotate long before.
 */
export class KeyRing {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly currentKeyId: string;

  private constructor(keys: ReadonlyMap<string, Buffer>, currentKeyId: string) {
    this.#keys = keys;
    this.currentKeyId = currentKeyId;
  }

  /**
   * Reads `id:base64,id:base64`.
   * @throws Error that names the place of the wrong key, never its text
   */
  static parse(text: Secret): KeyRing {
    const keys = new Map<string, Buffer>();
    for (const [index, entry] of text.reveal().split(',').entries()) {
      const [id = '', encoded = '', ...rest] = entry.trim().split(':');
      const key = Buffer.from(encoded, 'base64');
      const place = `key ${index + 1} of FIRSTLINE_PAYLOAD_KEYS`;
      if (!keyId.test(id) || rest.length > 0) throw new Error(`${place} must be written id:base64, the id of letters, digits, _ and -`);
      if (key.length !== KEY_BYTES || key.toString('base64') !== encoded) throw new Error(`${place} must be ${KEY_BYTES} bytes in base64`);
      if (keys.has(id)) throw new Error(`${place} has an id that an earlier one has`);
      keys.set(id, key);
    }
    const [first] = keys.keys();
    if (first === undefined) throw new Error('FIRSTLINE_PAYLOAD_KEYS holds no key');
    return new KeyRing(keys, first);
  }

  /** @param purpose bound to the result: what was sealed for one purpose (a table and row, say) does not open for another */
  seal(plain: Uint8Array, purpose: string): Buffer {
    const id = Buffer.from(this.currentKeyId, 'ascii');
    const nonce = randomBytes(NONCE_BYTES);
    const header = Buffer.concat([Buffer.from([LAYOUT, id.length]), id]);
    const cipher = createCipheriv(ALGORITHM, this.#key(this.currentKeyId), nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(boundTo(header, purpose));
    return Buffer.concat([header, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws CannotOpen */
  open(sealed: Uint8Array, purpose: string): Buffer {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    const id = keyIdOf(bytes);
    const headerLength = 2 + id.length;
    const header = bytes.subarray(0, headerLength);
    const nonce = bytes.subarray(headerLength, headerLength + NONCE_BYTES);
    const text = bytes.subarray(headerLength + NONCE_BYTES, bytes.length - TAG_BYTES);
    const decipher = createDecipheriv(ALGORITHM, this.#key(id), nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(boundTo(header, purpose));
    decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(text), decipher.final()]);
    } catch {
      throw new CannotOpen('changed', `sealed under key "${id}" but changed since, or sealed for another purpose than "${purpose}"`);
    }
  }

  /** True when an older key sealed it: seal it again before that key leaves the ring. */
  isStale(sealed: Uint8Array): boolean {
    return keyIdOf(sealed) !== this.currentKeyId;
  }

  #key(id: string): Buffer {
    const key = this.#keys.get(id);
    if (key) return key;
    throw new CannotOpen(
      'unknown-key',
      `sealed under key "${id}", which FIRSTLINE_PAYLOAD_KEYS no longer holds: put it back, after the current one`,
    );
  }
}

/** A fresh entry for FIRSTLINE_PAYLOAD_KEYS. */
export const newKey = (id: string): string => `${id}:${randomBytes(KEY_BYTES).toString('base64')}`;

/** Which key sealed it. @throws CannotOpen when it is nothing that a key ring made */
export function keyIdOf(sealed: Uint8Array): string {
  const idLength = sealed[1] ?? 0;
  const id = Buffer.from(sealed.subarray(2, 2 + idLength)).toString('latin1');
  if (sealed[0] !== LAYOUT || !keyId.test(id) || sealed.length < 2 + idLength + NONCE_BYTES + TAG_BYTES) {
    throw new CannotOpen('not-sealed', 'these bytes were not sealed by a key ring');
  }
  return id;
}

const boundTo = (header: Buffer, purpose: string): Buffer => Buffer.concat([header, Buffer.from(purpose, 'utf8')]);
