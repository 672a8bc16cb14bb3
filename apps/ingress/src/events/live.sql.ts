import type { Db } from '@firstline/platform/db/db';
import { Prisma } from '@firstline/platform/db/generated/client';
import type { TimelineRow } from '../story/story.sql.js';

export interface LiveRow extends TimelineRow {
  stage: string | null;
  aboutLeadId: string | null;
  displayName: string | null;
  email: string | null;
  title: string | null;
  company: string | null;
  repId: string | null;
}

/** Where the timeline ends now, and which of its last numbers are not there (yet). */
export async function timelineEnd(db: Db, lookBack: number): Promise<{ highest: bigint; missing: bigint[] }> {
  const [row] = await db.$queryRaw<{ highest: bigint; missing: bigint[] }[]>`
    WITH latest AS (SELECT coalesce(max(id), 0) AS highest FROM timeline_entry)
    SELECT highest, ARRAY(
             SELECT n FROM generate_series(greatest(highest - ${lookBack}::bigint, 1), highest - 1) AS n
              WHERE NOT EXISTS (SELECT 1 FROM timeline_entry t WHERE t.id = n)) AS missing
      FROM latest`;
  return row ?? { highest: 0n, missing: [] };
}

const columns = Prisma.sql`
  t.id, t.signal_id AS "signalId", t.lead_id AS "leadId", t.layer, t.step, t.text, t.data, t.at, t.took_ms AS "tookMs", s.stage,
  l.id AS "aboutLeadId", l.display_name AS "displayName", l.email, l.title, coalesce(a.name, a.domain) AS company,
  coalesce(e.taken_by_rep_id, x.rep_id) AS "repId"`;
const joins = Prisma.sql`
  LEFT JOIN signal s ON s.id = t.signal_id
  LEFT JOIN lead l ON l.id = coalesce(t.lead_id, s.lead_id)
  LEFT JOIN account a ON a.id = l.account_id
  LEFT JOIN LATERAL (SELECT id, taken_by_rep_id FROM episode WHERE lead_id = l.id ORDER BY opened_at DESC LIMIT 1) e ON true
  LEFT JOIN assignment x ON x.episode_id = e.id AND x.ended_at IS NULL`;

/** What came since, and what was missing, in rising order. */
export const timelineSince = (db: Db, { after, gaps, limit }: { after: bigint; gaps: readonly bigint[]; limit: number }) => db.$queryRaw<
  LiveRow[]
>`
  SELECT ${columns} FROM (
    (SELECT * FROM timeline_entry WHERE id > ${after} ORDER BY id LIMIT ${limit})
    UNION ALL
    (SELECT * FROM timeline_entry WHERE id = ANY(${[...gaps]}::bigint[]) AND id <= ${after})) t
  ${joins} ORDER BY t.id`;

/** A stretch that a returning reader has missed. */
export const timelineBetween = (db: Db, { after, upTo, limit }: { after: bigint; upTo: bigint; limit: number }) => db.$queryRaw<LiveRow[]>`
  SELECT ${columns} FROM (SELECT * FROM timeline_entry WHERE id > ${after} AND id <= ${upTo} ORDER BY id LIMIT ${limit}) t ${joins} ORDER BY t.id`;
