import { readFileSync } from 'node:fs';

import { type CliSettings, keyFile } from './cli-settings.js';

/** The key is not where it is looked for. */
export class NoKey extends Error {
  readonly foreseen = true;
  override readonly name = 'NoKey';
}

/** @throws NoKey saying where the key is looked for, and how it gets there */
export function readKey(settings: Pick<CliSettings, 'home'>, name: 'operator' | 'ingest'): string {
  const file = keyFile(settings, name);
  let key = '';
  try {
    key = readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT')
      throw new Error(`The ${name} key cannot be read: ${file} (${code ?? 'unknown'}). It is for its owner only; are you them?`, {
        cause: error,
      });
  }
  if (key !== '') return key;
  throw new NoKey(
    `There is no ${name} key: ${file} is missing or empty.\n` +
      'The first `npm start` makes it. For a Firstline elsewhere, put its key there, or name another folder: FIRSTLINE_HOME.',
  );
}
