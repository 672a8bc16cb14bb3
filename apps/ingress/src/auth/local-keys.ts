import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashOfKey } from './api-key-hash.js';
import type { Scope } from './principal.js';

export interface KnownKey {
  name: string;
  hash: Uint8Array<ArrayBuffer>;
  scopes: readonly Scope[];
  connection?: string;
}

// Shorter ones could be guessed; a generated key has more than 50 characters.
const MIN_LENGTH = 20;

/**
 * The keys that a first local start left in FIRSTLINE_HOME, readable by the owner only. Absent files are no keys.
 * @param connection the one that the local ingest key sends for
 * @throws Error that names the file, never its content
 */
export async function readLocalKeys(home: string, connection: string): Promise<KnownKey[]> {
  const operate = await readKey(join(home, 'operator.key'));
  const ingest = await readKey(join(home, 'ingest.key'));
  return [
    ...(operate ? [{ name: 'local-operator', hash: hashOfKey(operate), scopes: ['operate'] as const }] : []),
    ...(ingest ? [{ name: 'local-ingest', hash: hashOfKey(ingest), scopes: ['ingest'] as const, connection }] : []),
  ];
}

async function readKey(file: string): Promise<string | undefined> {
  let key: string;
  try {
    key = (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`cannot read the API key in ${file}`, { cause: error });
  }
  if (key.length < MIN_LENGTH)
    throw new Error(`the API key in ${file} is shorter than ${MIN_LENGTH} characters: delete the file for a new one`);
  return key;
}
