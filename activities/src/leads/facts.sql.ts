import type { FactValue } from '@firstline/domain/identity/fact-value';
import type { LeadFacts } from '@firstline/domain/policy/facts';
import type { Db } from '@firstline/platform/db/db';

/**
 * Of a chatty source the newest values say enough, and scoring looks at so many earlier signals: a decision must not slow down with a lead's age.
 */
const newestFacts = 1_000;
const recentSignals = 100;

export interface StoredFacts {
  values: FactValue[];
  recent: LeadFacts['recentSignals'];
  enrolledAtMs: number | null;
  enrolledBySignalId: string | null;
}

/** Everything our own store knows of a lead, in one trip: this is asked several times on the way to a rep. */
export async function storedFacts(db: Db, leadId: string, exceptSignalId: string): Promise<StoredFacts> {
  const rows = await db.$queryRaw<StoredFacts[]>`
    SELECT
      (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                'field', f.field, 'value', f.value, 'source', f.source,
                'observedAtMs', (extract(epoch FROM f.observed_at) * 1000)::bigint, 'signalId', f.signal_id)) ORDER BY f.id DESC), '[]'::jsonb)
         FROM (SELECT * FROM lead_fact WHERE lead_id = ${leadId}::uuid ORDER BY id DESC LIMIT ${newestFacts}) AS f) AS values,
      (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'type', s.type, 'atMs', (extract(epoch FROM s.received_at) * 1000)::bigint, 'properties', s.body -> 'properties') ORDER BY s.received_at DESC), '[]'::jsonb)
         FROM (SELECT type, received_at, body FROM signal
                WHERE lead_id = ${leadId}::uuid AND id <> ${exceptSignalId}::uuid AND NOT test ORDER BY received_at DESC LIMIT ${recentSignals}) AS s) AS recent,
      (extract(epoch FROM l.last_signal_enrolled_at) * 1000)::float8 AS "enrolledAtMs",
      (SELECT coalesce(e.trigger_signal_id, e.owner_signal_id)::text FROM episode e WHERE e.id = l.last_enrolled_episode_id) AS "enrolledBySignalId"
    FROM lead l WHERE l.id = ${leadId}::uuid`;
  return rows[0] ?? { values: [], recent: [], enrolledAtMs: null, enrolledBySignalId: null };
}
