import { readFile } from 'node:fs/promises';
import { Secret } from './secret.js';

/** Where a secret is, as configuration files name it: an environment variable, or a file such as a mounted one. */
export type SecretPlace = { env: string } | { file: string };

/** For messages: what an operator has to set. */
export const nameOfSecret = (place: SecretPlace): string => ('env' in place ? place.env : `the file ${place.file}`);

/** Reads a secret each time it is asked for, so that a rotated file counts at once. @returns undefined when it is not there, or empty */
export type ReadSecret = (place: SecretPlace) => Promise<Secret | undefined>;

/** @param env of the process, which main.ts passes on */
export const secretReader =
  (env: Readonly<Record<string, string | undefined>>): ReadSecret =>
  async (place) => {
    const text = 'env' in place ? env[place.env] : await readFile(place.file, 'utf8').catch(() => undefined);
    const value = text?.trim();
    return value ? new Secret(value) : undefined;
  };
