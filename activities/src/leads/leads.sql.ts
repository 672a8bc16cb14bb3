import type { FactValue } from '@firstline/domain/identity/fact-value';
import type { IdentityKey } from '@firstline/domain/identity/identity-keys';
import type { Db, Json } from '@firstline/platform/db/db';

/**
 * Takes the locks of these keys until commit, so that two signals of one person are resolved one after the other.
 * Ordered by the lock's own number: everyone takes them in the same order, and nobody waits in a circle.
 */
export const lockKeys = (db: Db, keys: readonly IdentityKey[]): Promise<unknown> =>
  db.$queryRaw`
    SELECT count(*) FROM (
      SELECT pg_advisory_xact_lock(lock)::text FROM (
        SELECT DISTINCT hashtextextended(key, 0) AS lock FROM unnest(${keys.map((key) => `${key.kind}\n${key.value}`)}::text[]) AS key ORDER BY lock
      ) AS ordered
    ) AS taken`;

/** Serialises everything that opens, joins or closes an episode of this lead. */
export const lockLead = (db: Db, leadId: string): Promise<unknown> =>
  db.$queryRaw`SELECT id FROM lead WHERE id = ${leadId}::uuid FOR UPDATE`;

export interface KeyHolder {
  kind: IdentityKey['kind'];
  value: string;
  leadId: string;
}
/** Which leads hold these keys. */
export const holdersOf = (db: Db, keys: readonly IdentityKey[]): Promise<KeyHolder[]> =>
  db.$queryRaw<KeyHolder[]>`
    SELECT k.kind, k.value, k.lead_id AS "leadId" FROM lead_key k
      JOIN unnest(${keys.map((key) => key.kind)}::text[], ${keys.map((key) => key.value)}::text[]) AS asked(kind, value)
        ON k.kind = asked.kind AND k.value = asked.value`;

/** A key that another lead holds stays with it. */
export const addKeys = (db: Db, leadId: string, keys: readonly IdentityKey[]): Promise<unknown> =>
  db.leadKey.createMany({ data: keys.map((key) => ({ ...key, leadId })), skipDuplicates: true });

export const addFacts = (db: Db, leadId: string, facts: readonly FactValue[]): Promise<unknown> =>
  db.leadFact.createMany({
    data: facts.map(({ field, value, source, observedAtMs, signalId }) => ({
      leadId,
      field,
      value: value as Json,
      source,
      observedAt: new Date(observedAtMs),
      signalId: signalId ?? null,
    })),
  });

/** Every value learned of a lead, newest first; bounded, since a decision must not slow down with a lead's age. */
export async function factsOfLead(db: Db, leadId: string): Promise<FactValue[]> {
  const rows = await db.$queryRaw<{ values: FactValue[] }[]>`
    SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
             'field', f.field, 'value', f.value, 'source', f.source,
             'observedAtMs', (extract(epoch FROM f.observed_at) * 1000)::bigint, 'signalId', f.signal_id)) ORDER BY f.id DESC), '[]'::jsonb) AS values
      FROM (SELECT * FROM lead_fact WHERE lead_id = ${leadId}::uuid ORDER BY id DESC LIMIT 1000) AS f`;
  return rows[0]?.values ?? [];
}

/**
 * The account of a registrable domain; two signals of a new company at once make one. A known account is only read: a write would make all
 * leads of one company wait for each other.
 */
export async function accountByDomain(
  db: Db,
  account: { id: string; domain: string; name: string | undefined; coreName: string | undefined },
): Promise<string> {
  const { id, domain, name = null, coreName = null } = account;
  const known = await db.$queryRaw<{ id: string; complete: boolean }[]>`
    SELECT id::text AS id, (name IS NOT NULL OR ${name}::text IS NULL) AND (core_name IS NOT NULL OR ${coreName}::text IS NULL) AS complete
      FROM account WHERE domain = ${domain}`;
  if (known[0]?.complete) return known[0].id;
  const rows = await db.$queryRaw<{ id: string }[]>`
    INSERT INTO account (id, domain, name, core_name) VALUES (${id}::uuid, ${domain}, ${name}, ${coreName})
    ON CONFLICT (domain) DO UPDATE SET name = coalesce(account.name, excluded.name), core_name = coalesce(account.core_name, excluded.core_name)
    RETURNING id::text AS id`;
  return rows[0]!.id;
}

/** What lists show of a lead. An account once known is kept. */
export const showLead = (
  db: Db,
  lead: { leadId: string; displayName: string; email: string | undefined; title: string | undefined; accountId: string | undefined },
): Promise<unknown> =>
  db.$executeRaw`
    UPDATE lead SET display_name = ${lead.displayName}, email = ${lead.email ?? null}, title = ${lead.title ?? null},
                    account_id = coalesce(${lead.accountId ?? null}::uuid, account_id), updated_at = now()
     WHERE id = ${lead.leadId}::uuid`;
