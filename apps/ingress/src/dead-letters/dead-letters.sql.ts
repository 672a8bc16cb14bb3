import type { Db } from '@firstline/platform/db/db';
import { Prisma } from '@firstline/platform/db/generated/client';
import type { After } from '../lists/page.js';

export interface DeadLetterRow {
  id: string;
  actionKey: string;
  kind: string;
  target: string | null;
  signalId: string;
  leadId: string | null;
  displayName: string | null;
  email: string | null;
  title: string | null;
  company: string | null;
  workflowId: string;
  state: string;
  tries: number;
  errorCode: string;
  errorText: string;
  createdAt: Date;
  nextTryAt: Date | null;
  pagedAt: Date | null;
  endedAt: Date | null;
  endedBy: string | null;
  endedBecause: string | null;
}
const select = Prisma.sql`
  SELECT d.id, d.action_key AS "actionKey", coalesce(x.kind, d.kind) AS kind, x.target, d.signal_id AS "signalId", l.id AS "leadId",
         l.display_name AS "displayName", l.email, l.title, coalesce(a.name, a.domain) AS company, d.workflow_id AS "workflowId", d.state, d.tries,
         d.error_code AS "errorCode", d.error_text AS "errorText", d.created_at AS "createdAt", d.next_try_at AS "nextTryAt",
         d.paged_at AS "pagedAt", d.ended_at AS "endedAt", d.ended_by AS "endedBy", d.ended_because AS "endedBecause"`;
const joins = Prisma.sql`
  LEFT JOIN action x ON x.key = d.action_key LEFT JOIN lead l ON l.id = d.lead_id LEFT JOIN account a ON a.id = l.account_id`;

/** Newest first; every state is read from its own stretch of the index (state, created_at). */
export const listDeadLetters = (db: Db, states: readonly string[], { after, limit }: { after: After | undefined; limit: number }) =>
  db.$queryRaw<DeadLetterRow[]>`
    ${select}
      FROM unnest(${[...states]}::text[]) AS s (state)
     CROSS JOIN LATERAL (
       SELECT * FROM dead_letter WHERE state = s.state
        ${after ? Prisma.sql`AND created_at <= ${after.at} AND (created_at < ${after.at} OR id > ${after.id}::uuid)` : Prisma.empty}
        ORDER BY created_at DESC, id LIMIT ${limit}) d
      ${joins}
     ORDER BY d.created_at DESC, d.id LIMIT ${limit}`;

export async function deadLetterById(db: Db, id: string): Promise<DeadLetterRow | null> {
  const [row] = await db.$queryRaw<DeadLetterRow[]>`${select} FROM dead_letter d ${joins} WHERE d.id = ${id}::uuid`;
  return row ?? null;
}
