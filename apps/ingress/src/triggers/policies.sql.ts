import type { Policy } from '@firstline/domain/policy/policy.schema';
import type { Db } from '@firstline/platform/db/db';

/** Which policy new signals get, and since when it is published; null before the first one. */
export async function currentPolicyRow(db: Db): Promise<{ hash: string; publishedAt: Date } | null> {
  const [row] = await db.$queryRaw<{ hash: string; publishedAt: Date }[]>`
    SELECT p.hash, p.published_at AS "publishedAt" FROM current_policy c JOIN policy p ON p.hash = c.hash WHERE c.id = 1`;
  return row ?? null;
}

/** A policy by its content hash. It was validated before it was published, and is never changed. */
export async function policyContent(db: Db, hash: string): Promise<Policy | null> {
  const row = await db.policy.findUnique({ where: { hash }, select: { content: true } });
  return row === null ? null : (row.content as unknown as Policy);
}
