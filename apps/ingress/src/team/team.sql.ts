import type { Db } from '@firstline/platform/db/db';
import { Prisma } from '@firstline/platform/db/generated/client';
import type { After } from '../lists/page.js';

export interface WorkloadRow {
  repId: string;
  waiting: number;
  holding: number;
}
/** By rep: offers that wait, and taken leads whose episode is not closed out. Only what is open is read. */
export const workloads = (db: Db) => db.$queryRaw<WorkloadRow[]>`
  SELECT rep_id AS "repId", sum(waiting)::int AS waiting, sum(holding)::int AS holding FROM (
    SELECT rep_id, 1 AS waiting, 0 AS holding FROM assignment WHERE ended_at IS NULL
    UNION ALL
    SELECT taken_by_rep_id, 0, 1 FROM episode WHERE closed_at IS NULL AND taken_by_rep_id IS NOT NULL
  ) load GROUP BY rep_id`;

export interface PresenceRow {
  repId: string;
  away: boolean;
  until: Date | null;
}
/** Who switched themselves away, and is still. */
export const awayByHand = (db: Db) => db.$queryRaw<PresenceRow[]>`
  SELECT rep_id AS "repId", away, until FROM rep_presence WHERE away AND (until IS NULL OR until > now())`;

export const setPresence = (db: Db, { repId, away, until, by }: { repId: string; away: boolean; until: Date | null; by: string }) =>
  db.repPresence.upsert({
    where: { repId },
    create: { repId, away, until, setBy: by },
    update: { away, until, setBy: by, setAt: new Date() },
  });

export interface InboxRow {
  id: string;
  kind: string;
  repId: string;
  leadId: string;
  displayName: string | null;
  email: string | null;
  title: string | null;
  company: string | null;
  episodeId: string | null;
  body: unknown;
  createdAt: Date;
  closedAt: Date | null;
  closedAs: string | null;
}

/** Newest first. One rep's inbox is one index; everybody's is for operators, and read from the same index rep by rep. */
export const listInbox = (
  db: Db,
  { reps, open }: { reps: readonly string[]; open: boolean },
  { after, limit }: { after: After | undefined; limit: number },
) =>
  db.$queryRaw<InboxRow[]>`
    SELECT m.id, m.kind, m.rep_id AS "repId", m.lead_id AS "leadId", l.display_name AS "displayName", l.email, l.title,
           coalesce(a.name, a.domain) AS company, m.episode_id AS "episodeId", m.body, m.created_at AS "createdAt", m.closed_at AS "closedAt",
           m.closed_as AS "closedAs"
      FROM unnest(${[...reps]}::text[]) AS r (rep_id)
     CROSS JOIN LATERAL (
       SELECT * FROM inbox_message m
        WHERE m.rep_id = r.rep_id ${open ? Prisma.sql`AND m.closed_at IS NULL` : Prisma.empty}
          ${after ? Prisma.sql`AND m.created_at <= ${after.at} AND (m.created_at < ${after.at} OR m.id > ${after.id}::uuid)` : Prisma.empty}
        ORDER BY m.created_at DESC, m.id LIMIT ${limit}) m
      LEFT JOIN lead l ON l.id = m.lead_id LEFT JOIN account a ON a.id = l.account_id
     ORDER BY m.created_at DESC, m.id LIMIT ${limit}`;
