import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

import type { Home } from './home.js';

export interface LocalKeys {
  /** Bearer key that may read and operate everything. */
  operator: string;
  /** Bearer key that may send signals. */
  ingest: string;
  /** The ring of payload keys, `id:base64`, comma-separated; the first encrypts. */
  payload: string;
  session: string;
  /** Of the embedded database. */
  postgres: string;
}

const MAKE: Record<keyof LocalKeys, () => string> = {
  operator: () => `fl_operate_${random(32)}`,
  ingest: () => `fl_ingest_${random(32)}`,
  payload: () => `k1:${randomBytes(32).toString('base64')}`,
  session: () => random(48),
  postgres: () => random(24),
};

/** Reads the keys of this home, and makes those that are missing: one file each, readable by its owner only. */
export function localKeys(home: Home): LocalKeys {
  const entries = Object.entries(MAKE).map(([name, make]) => [name, readOrMake(home.key(name), make)]);
  return Object.fromEntries(entries) as LocalKeys;
}

function readOrMake(file: string, make: () => string): string {
  if (existsSync(file)) {
    const key = readFileSync(file, 'utf8').trim();
    if (key !== '') {
      chmodSync(file, 0o600); // a copied folder may have lost it
      return key;
    }
  }
  const key = make();
  writeFileSync(`${file}.new`, `${key}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return key;
}

const random = (bytes: number): string => randomBytes(bytes).toString('base64url');
