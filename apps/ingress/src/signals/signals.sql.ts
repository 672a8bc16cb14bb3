import { openStages, type Stage } from '@firstline/domain/signal/stage';
import type { Db } from '@firstline/platform/db/db';
import { Prisma } from '@firstline/platform/db/generated/client';
import type { After } from '../lists/page.js';

export interface SignalRow {
  id: string;
  connection: string;
  eventId: string;
  type: string;
  lane: string;
  test: boolean;
  occurredAt: Date;
  receivedAt: Date;
  stage: string;
  stageAt: Date;
  triggerId: string | null;
  workflowId: string;
  assignedAt: Date | null;
  alertedAt: Date | null;
  endedAt: Date | null;
  endedBecause: string | null;
  leadId: string | null;
  displayName: string | null;
  email: string | null;
  title: string | null;
  company: string | null;
  repId: string | null;
  /** Only who it is about; the rest of the body is read with the detail. */
  body: { person: unknown; company: unknown };
}

const columns = Prisma.sql`
  s.id, s.connection, s.event_id AS "eventId", s.type, s.lane, s.test, s.occurred_at AS "occurredAt", s.received_at AS "receivedAt",
  s.stage, s.stage_at AS "stageAt", s.trigger_id AS "triggerId", s.workflow_id AS "workflowId", s.assigned_at AS "assignedAt",
  s.alerted_at AS "alertedAt", s.ended_at AS "endedAt", s.ended_because AS "endedBecause", l.id AS "leadId",
  l.display_name AS "displayName", l.email, l.title, coalesce(a.name, a.domain) AS company,
  coalesce(ep.taken_by_rep_id, x.rep_id) AS "repId",
  jsonb_build_object('person', s.body->'person', 'company', s.body->'company') AS body`;
/** An episode has one open assignment at most: a partial unique index sees to it. */
const joins = Prisma.sql`
  FROM signal s LEFT JOIN lead l ON l.id = s.lead_id LEFT JOIN account a ON a.id = l.account_id
  LEFT JOIN episode ep ON ep.id = s.episode_id LEFT JOIN assignment x ON x.episode_id = ep.id AND x.ended_at IS NULL`;

export interface SignalFilter {
  stages?: readonly Stage[];
  connection?: string;
  type?: string;
  q?: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const isOpen = (stage: Stage): boolean => (openStages as readonly Stage[]).includes(stage);

/** Says in full what the partial indexes `signal_open` and `signal_ended` hold, so that Postgres may use them. */
function inStages(stages: readonly Stage[]): Prisma.Sql {
  const [only] = stages.length === 1 ? stages : [];
  const stage = only ? Prisma.sql`s.stage = ${only}` : Prisma.sql`s.stage = ANY(${[...stages]})`;
  if (stages.every(isOpen)) return Prisma.sql`${stage} AND s.ended_at IS NULL`;
  return stages.some(isOpen) ? stage : Prisma.sql`${stage} AND s.ended_at IS NOT NULL`;
}

/** Every character stands for itself. */
export const likeText = (text: string): string => text.replace(/[\\%_]/g, (character) => `\\${character}`);

/** Newest first. Filters for signals in flight use their own small index. */
export const listSignals = (db: Db, filter: SignalFilter, { after, limit }: { after: After | undefined; limit: number }) => {
  const where = [
    filter.stages && inStages(filter.stages),
    filter.connection && Prisma.sql`s.connection = ${filter.connection}`,
    filter.type && Prisma.sql`s.type = ${filter.type}`,
    filter.q && search(filter.q),
    // The index runs newest first, and then by id upwards.
    after && Prisma.sql`s.received_at <= ${after.at} AND (s.received_at < ${after.at} OR s.id > ${after.id}::uuid)`,
  ].filter((condition): condition is Prisma.Sql => typeof condition === 'object');
  return db.$queryRaw<SignalRow[]>`
    SELECT ${columns} ${joins}
     WHERE ${where.length > 0 ? Prisma.join(where, ' AND ') : Prisma.sql`true`}
     ORDER BY s.received_at DESC, s.id LIMIT ${limit}`;
};

// So many namesakes tell nobody apart; the bound keeps a one-letter search from reading every lead.
const MOST_MATCHES = 500;

/** People found by a part of their name, address, or company: trigram indexes of the migration `search`. */
export const leadsMatching = (q: string) => {
  const pattern = `%${likeText(q)}%`;
  return Prisma.sql`(
    SELECT id FROM lead WHERE (coalesce(display_name, '') || ' ' || coalesce(email, '')) ILIKE ${pattern}
    UNION
    SELECT l2.id FROM account a2 JOIN lead l2 ON l2.account_id = a2.id
     WHERE (coalesce(a2.name, '') || ' ' || coalesce(a2.domain, '')) ILIKE ${pattern}
    LIMIT ${MOST_MATCHES})`;
};

const search = (q: string): Prisma.Sql =>
  UUID.test(q)
    ? Prisma.sql`s.id IN (SELECT ${q}::uuid UNION SELECT id FROM signal WHERE lead_id = ${q}::uuid)`
    : Prisma.sql`s.id IN (
        SELECT id FROM signal WHERE event_id = ${q}
        UNION SELECT x.id FROM ${leadsMatching(q)} AS found JOIN signal x ON x.lead_id = found.id)`;

export interface SignalDetailRow extends Omit<SignalRow, 'body'> {
  body: Record<string, unknown>;
  complete: boolean;
  startedAt: Date | null;
  policyHash: string | null;
  episodeId: string | null;
  ownerSignalId: string | null;
}

export async function signalDetail(db: Db, id: string): Promise<SignalDetailRow | null> {
  const [row] = await db.$queryRaw<SignalDetailRow[]>`
    SELECT ${columns}, s.body AS body, s.complete, s.started_at AS "startedAt", s.policy_hash AS "policyHash", e.id AS "episodeId",
           e.owner_signal_id AS "ownerSignalId"
      ${joins} LEFT JOIN episode e ON e.id = s.episode_id
     WHERE s.id = ${id}::uuid`;
  return row ?? null;
}

/** Of one lead, newest first. */
export const signalsOfLead = (db: Db, leadId: string, limit: number) => db.$queryRaw<SignalRow[]>`
  SELECT ${columns} ${joins} WHERE s.lead_id = ${leadId}::uuid ORDER BY s.received_at DESC, s.id LIMIT ${limit}`;
