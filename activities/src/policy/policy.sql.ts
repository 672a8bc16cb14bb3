import type { Policy } from '@firstline/domain/policy/policy.schema';
import type { Db } from '@firstline/platform/db/db';

/** The policy that new signals get, or null before anything was published. */
export async function currentPolicyHash(db: Db): Promise<string | null> {
  const row = await db.currentPolicy.findUnique({ where: { id: 1 } });
  return row?.hash ?? null;
}

export async function policyContent(db: Db, hash: string): Promise<Policy | null> {
  const row = await db.policy.findUnique({ where: { hash } });
  return (row?.content as unknown as Policy | undefined) ?? null;
}

/** Stores a policy under its content hash and makes it current; the same hash again changes nothing but what is current. */
export async function publishPolicy(db: Db, policy: Policy, by: string): Promise<void> {
  await db.policy.createMany({ data: [{ hash: policy.hash, content: policy as object, publishedBy: by }], skipDuplicates: true });
  await db.currentPolicy.upsert({
    where: { id: 1 },
    create: { id: 1, hash: policy.hash },
    update: { hash: policy.hash, setAt: new Date() },
  });
}
