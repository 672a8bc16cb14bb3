import { randomUUID } from 'node:crypto';
import type { Db } from '@firstline/platform/db/db';
import type { KnownKey } from './local-keys.js';
import { type Scope, scopes } from './principal.js';

/** Every key that is not revoked. */
export async function loadKeys(db: Db): Promise<KnownKey[]> {
  const rows = await db.apiKey.findMany({ where: { revokedAt: null }, select: { name: true, hash: true, scopes: true, connection: true } });
  return rows.map((row) => ({
    name: row.name,
    hash: row.hash,
    scopes: row.scopes.filter((scope): scope is Scope => (scopes as readonly string[]).includes(scope)),
    ...(row.connection === null ? {} : { connection: row.connection }),
  }));
}

/** Adds a local key, or renews it after FIRSTLINE_HOME was made anew. A key that was revoked stays revoked as long as the file is the same. */
export const ensureKey = (db: Db, key: KnownKey): Promise<number> => db.$executeRaw`
  INSERT INTO api_key (id, name, hash, scopes, connection)
  VALUES (${randomUUID()}::uuid, ${key.name}, ${key.hash}, ${[...key.scopes]}::text[], ${key.connection ?? null})
  ON CONFLICT (name) DO UPDATE
     SET hash = EXCLUDED.hash, scopes = EXCLUDED.scopes, connection = EXCLUDED.connection, revoked_at = NULL
   WHERE api_key.hash <> EXCLUDED.hash`;
