import type { Connection } from '@firstline/domain/connections/connections.schema';
import { secretsOf } from '@firstline/domain/connections/required-secrets';
import { nameOfSecret, secretReader } from '@firstline/platform/config/secret-ref';
import { createSource } from '../sources/sources.js';
import { type Source, WrongSecret } from '../sources/source.js';

export type Env = Readonly<Record<string, string | undefined>>;

/** A connection with its source, or with what keeps it from working: then it alone answers 503, and the others work. */
export type ReadyConnection = { connection: Connection } & ({ source: Source } | { source: undefined; because: string });

export async function prepare(connection: Connection, env: Env): Promise<ReadyConnection> {
  const required = secretsOf(connection);
  const read = secretReader(env);
  const found = await Promise.all(required.map(async ({ use, ref }) => [use, (await read(ref))?.reveal()] as const));
  const missing = required.filter((_, at) => found[at]?.[1] === undefined);
  if (missing.length > 0) {
    return { connection, source: undefined, because: `set ${[...new Set(missing.map(({ ref }) => nameOfSecret(ref)))].join(' and ')}` };
  }
  try {
    return { connection, source: createSource(connection, new Map(found as [string, string][])) };
  } catch (error) {
    if (!(error instanceof WrongSecret)) throw error;
    const ref = required.find(({ use }) => use === error.use)?.ref;
    return { connection, source: undefined, because: `${ref ? nameOfSecret(ref) : error.use} ${error.message}` };
  }
}
