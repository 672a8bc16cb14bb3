import type { Db } from '@firstline/platform/db/db';
import { Prisma } from '@firstline/platform/db/generated/client';

export interface TimelineRow {
  id: bigint;
  signalId: string | null;
  leadId: string | null;
  layer: string;
  step: string;
  text: string;
  data: unknown;
  at: Date;
  tookMs: number | null;
}
const timelineColumns = Prisma.sql`id, signal_id AS "signalId", lead_id AS "leadId", layer, step, text, data, at, took_ms AS "tookMs"`;

// A signal writes some twenty entries; a lead that many signals joined, some hundreds. Readers want the end of a long story.
const LONGEST_STORY = 200;

/** Oldest first. */
export async function timelineOfSignal(db: Db, signalId: string): Promise<TimelineRow[]> {
  const rows = await db.$queryRaw<TimelineRow[]>`
    SELECT ${timelineColumns} FROM timeline_entry WHERE signal_id = ${signalId}::uuid ORDER BY id DESC LIMIT ${LONGEST_STORY}`;
  return rows.reverse();
}

/** Oldest first: what concerns the lead, by its own entries and by those of its signals that do not name it (they came before it was known). */
export async function timelineOfLead(db: Db, leadId: string, signalIds: readonly string[]): Promise<TimelineRow[]> {
  const rows = await db.$queryRaw<TimelineRow[]>`
    (SELECT ${timelineColumns} FROM timeline_entry WHERE lead_id = ${leadId}::uuid ORDER BY id DESC LIMIT ${LONGEST_STORY})
    UNION ALL
    (SELECT ${timelineColumns} FROM timeline_entry
      WHERE signal_id = ANY(${[...signalIds]}::uuid[]) AND lead_id IS NULL ORDER BY id DESC LIMIT ${LONGEST_STORY})
    ORDER BY id DESC LIMIT ${LONGEST_STORY}`;
  return rows.reverse();
}

export interface VerdictRow {
  id: bigint;
  signalId: string;
  kind: string;
  result: unknown;
  reasons: unknown;
  policyHash: string | null;
  decidedAt: Date;
}
const verdictColumns = Prisma.sql`id, signal_id AS "signalId", kind, result, reasons, policy_hash AS "policyHash", decided_at AS "decidedAt"`;

/** In the order they were made. */
export const verdictsOfSignal = (db: Db, signalId: string) => db.$queryRaw<VerdictRow[]>`
  SELECT ${verdictColumns} FROM verdict WHERE signal_id = ${signalId}::uuid ORDER BY id LIMIT 100`;

/** The latest hundred, in the order they were made. */
export async function verdictsOfLead(db: Db, leadId: string): Promise<VerdictRow[]> {
  const rows = await db.$queryRaw<VerdictRow[]>`
    SELECT ${verdictColumns} FROM verdict WHERE lead_id = ${leadId}::uuid ORDER BY decided_at DESC, id DESC LIMIT 100`;
  return rows.reverse();
}

export interface ActionRow {
  key: string;
  signalId: string;
  kind: string;
  target: string;
  state: string;
  attempts: number;
  createdAt: Date;
  sentAt: Date | null;
  doneAt: Date | null;
  lastError: unknown;
  deadLetterId: string | null;
}
const actionColumns = Prisma.sql`
  a.key, a.signal_id AS "signalId", a.kind, a.target, a.state, a.attempts, a.created_at AS "createdAt", a.sent_at AS "sentAt",
  a.done_at AS "doneAt", a.last_error AS "lastError", d.id AS "deadLetterId"`;

export const actionsOfSignal = (db: Db, signalId: string) => db.$queryRaw<ActionRow[]>`
  SELECT ${actionColumns} FROM action a LEFT JOIN dead_letter d ON d.action_key = a.key
   WHERE a.signal_id = ${signalId}::uuid ORDER BY a.created_at, a.key LIMIT 200`;

/** The latest hundred, newest first. */
export const actionsOfLead = (db: Db, leadId: string) => db.$queryRaw<ActionRow[]>`
  SELECT ${actionColumns} FROM action a LEFT JOIN dead_letter d ON d.action_key = a.key
   WHERE a.lead_id = ${leadId}::uuid ORDER BY a.created_at DESC, a.key LIMIT 100`;
