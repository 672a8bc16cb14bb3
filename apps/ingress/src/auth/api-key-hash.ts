import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Keys are 256 random bits, so a plain SHA-256 is enough: there is nothing to guess. */
export const hashOfKey = (key: string): Uint8Array<ArrayBuffer> => new Uint8Array(createHash('sha256').update(key, 'utf8').digest());

/** A new key, shown once. The prefix lets secret scanners and people recognise it. */
export const newApiKey = (scope: 'ingest' | 'operate'): string => `fl_${scope}_${randomBytes(32).toString('base64url')}`;

/** Looks at every entry, so that the time taken does not tell which one matched. */
export function findByHash<T extends { hash: Uint8Array }>(entries: readonly T[], hash: Uint8Array): T | undefined {
  let found: T | undefined;
  for (const entry of entries) {
    if (entry.hash.length === hash.length && timingSafeEqual(entry.hash, hash)) found = entry;
  }
  return found;
}
