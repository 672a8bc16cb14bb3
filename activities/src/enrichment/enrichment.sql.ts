import { createHash } from 'node:crypto';
import type { Db, Json } from '@firstline/platform/db/db';
import type { EnrichmentAnswer } from './enrichment.port.js';

/** The cache holds no readable e-mail in its key. */
export const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('hex');

export async function cachedAnswer(
  db: Db,
  provider: string,
  keyHash: string,
  now: Date,
): Promise<{ answer: EnrichmentAnswer; fetchedAtMs: number } | null> {
  const row = await db.enrichmentCache.findUnique({ where: { provider_keyHash: { provider, keyHash } } });
  if (!row || row.expiresAt <= now) return null;
  return { answer: row.answer as unknown as EnrichmentAnswer, fetchedAtMs: row.fetchedAt.getTime() };
}

export async function cacheAnswer(
  db: Db,
  entry: { provider: string; keyHash: string; answer: EnrichmentAnswer; fetchedAt: Date; expiresAt: Date },
): Promise<void> {
  const { provider, keyHash, answer, fetchedAt, expiresAt } = entry;
  const values = { found: answer.found, answer: answer as unknown as Json, fetchedAt, expiresAt };
  await db.enrichmentCache.upsert({
    where: { provider_keyHash: { provider, keyHash } },
    create: { provider, keyHash, ...values },
    update: values,
  });
}
