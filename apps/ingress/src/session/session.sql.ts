import type { Db } from '@firstline/platform/db/db';

/** The hash of a key that is not revoked. */
export async function keyHashByName(db: Db, name: string): Promise<Uint8Array | null> {
  const row = await db.apiKey.findFirst({ where: { name, revokedAt: null }, select: { hash: true } });
  return row?.hash ?? null;
}

/**
 * Uses up a way into the console, and notes it. The lock makes two at once take turns; the audit log remembers, across restarts.
 * @returns false when it was used before
 */
export async function useOnce(db: Db, { once, actor }: { once: string; actor: string }): Promise<boolean> {
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`enter/${once}`}, 0))`;
  const before = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM audit_entry WHERE at > now() - interval '1 hour' AND verb = 'session.enter' AND target = ${`enter/${once}`} LIMIT 1`;
  if (before.length > 0) return false;
  await db.auditEntry.create({ data: { actor, verb: 'session.enter', target: `enter/${once}` } });
  return true;
}
