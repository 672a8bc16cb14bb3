import type { Stage } from '@firstline/domain/signal/stage';
import type { Db } from '@firstline/platform/db/db';
import { Prisma } from '@firstline/platform/db/generated/client';
import type { After } from '../lists/page.js';
import { leadsMatching } from '../signals/signals.sql.js';

export interface LeadRow {
  leadId: string;
  displayName: string | null;
  email: string | null;
  title: string | null;
  company: string | null;
  accountId: string | null;
  score: number | null;
  scoreBand: string | null;
  ownerRepId: string | null;
  mergedIntoId: string | null;
  createdAt: Date;
  updatedAt: Date;
  episodeId: string | null;
  episodeStage: string | null;
  episodeClosedAt: Date | null;
  takenAt: Date | null;
  takenByRepId: string | null;
  assignmentId: string | null;
  assignedRepId: string | null;
  round: number | null;
  assignmentKind: string | null;
  offeredAt: Date | null;
  remindAt: Date | null;
  dueAt: Date | null;
  lastSignalId: string | null;
  lastSignalType: string | null;
  lastSignalConnection: string | null;
  lastSignalReceivedAt: Date | null;
}

const columns = Prisma.sql`
  l.id AS "leadId", l.display_name AS "displayName", l.email, l.title, coalesce(a.name, a.domain) AS company, l.account_id AS "accountId",
  l.score, l.score_band AS "scoreBand", l.owner_rep_id AS "ownerRepId", l.merged_into_id AS "mergedIntoId", l.created_at AS "createdAt",
  l.updated_at AS "updatedAt", e.id AS "episodeId", e.stage AS "episodeStage", e.closed_at AS "episodeClosedAt", e.taken_at AS "takenAt",
  e.taken_by_rep_id AS "takenByRepId", x.id AS "assignmentId", x.rep_id AS "assignedRepId", x.round, x.kind AS "assignmentKind",
  x.offered_at AS "offeredAt", x.remind_at AS "remindAt", x.due_at AS "dueAt", s.id AS "lastSignalId", s.type AS "lastSignalType",
  s.connection AS "lastSignalConnection", s.received_at AS "lastSignalReceivedAt"`;

/** With the latest episode, who is being asked, and the last signal; each is one look into an index. */
const joins = Prisma.sql`
  FROM lead l
  LEFT JOIN account a ON a.id = l.account_id
  LEFT JOIN LATERAL (SELECT * FROM episode WHERE lead_id = l.id ORDER BY opened_at DESC LIMIT 1) e ON true
  LEFT JOIN assignment x ON x.episode_id = e.id AND x.ended_at IS NULL
  LEFT JOIN LATERAL (SELECT id, type, connection, received_at FROM signal WHERE lead_id = l.id ORDER BY received_at DESC LIMIT 1) s ON true`;

export interface LeadFilter {
  stage?: Stage;
  rep?: string;
  open?: boolean;
  q?: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Last changed first; leads that were merged into another one are not listed. */
export const listLeads = (db: Db, { stage, rep, open, q }: LeadFilter, { after, limit }: { after: After | undefined; limit: number }) => {
  const where = [
    Prisma.sql`l.merged_into_id IS NULL`,
    stage && Prisma.sql`e.stage = ${stage}`,
    open === true && Prisma.sql`EXISTS (SELECT 1 FROM episode o WHERE o.lead_id = l.id AND o.closed_at IS NULL)`,
    open === false && Prisma.sql`NOT EXISTS (SELECT 1 FROM episode o WHERE o.lead_id = l.id AND o.closed_at IS NULL)`,
    rep && heldBy(rep),
    q && (UUID.test(q) ? Prisma.sql`l.id = ${q}::uuid` : Prisma.sql`l.id IN ${leadsMatching(q)}`),
    after && Prisma.sql`l.updated_at <= ${after.at} AND (l.updated_at < ${after.at} OR l.id > ${after.id}::uuid)`,
  ].filter((condition): condition is Prisma.Sql => typeof condition === 'object');
  return db.$queryRaw<LeadRow[]>`
    SELECT ${columns} ${joins} WHERE ${Prisma.join(where, ' AND ')} ORDER BY l.updated_at DESC, l.id LIMIT ${limit}`;
};

/** Being asked, has taken, or owns. */
const heldBy = (rep: string) => Prisma.sql`l.id IN (
    SELECT lead_id FROM assignment WHERE rep_id = ${rep} AND (ended_at IS NULL OR ended_as = 'taken')
    UNION SELECT id FROM lead WHERE owner_rep_id = ${rep})`;

export async function leadRow(db: Db, id: string): Promise<LeadRow | null> {
  const [row] = await db.$queryRaw<LeadRow[]>`SELECT ${columns} ${joins} WHERE l.id = ${id}::uuid`;
  return row ?? null;
}

export interface FactRow {
  field: string;
  value: unknown;
  source: string;
  observedAt: Date;
  signalId: string | null;
}
/** Every value ever learned, newest first; the bound is far above what thirty days of signals say of one person. */
export const factsOfLead = (db: Db, leadId: string) => db.$queryRaw<FactRow[]>`
  SELECT field, value, source, observed_at AS "observedAt", signal_id AS "signalId"
    FROM lead_fact WHERE lead_id = ${leadId}::uuid ORDER BY id DESC LIMIT 2000`;

export interface EpisodeRow {
  id: string;
  ownerSignalId: string;
  /** The signal that matched the play: the owner's own, or one that joined. */
  triggerSignalId: string | null;
  ownerWorkflowId: string;
  triggerId: string | null;
  policyHash: string | null;
  stage: string;
  openedAt: Date;
  takenAt: Date | null;
  takenByRepId: string | null;
  closedAt: Date | null;
  outcome: string | null;
  outcomeNote: string | null;
  joined: number;
}
/** Newest first, at most twenty. */
export const episodesOfLead = (db: Db, leadId: string) => db.$queryRaw<EpisodeRow[]>`
  SELECT e.id, e.owner_signal_id AS "ownerSignalId", e.trigger_signal_id AS "triggerSignalId", e.owner_workflow_id AS "ownerWorkflowId", e.trigger_id AS "triggerId",
         s.policy_hash AS "policyHash", e.stage, e.opened_at AS "openedAt", e.taken_at AS "takenAt", e.taken_by_rep_id AS "takenByRepId",
         e.closed_at AS "closedAt", e.outcome, e.outcome_note AS "outcomeNote",
         (SELECT count(*)::int FROM episode_join j WHERE j.episode_id = e.id) AS joined
    FROM episode e LEFT JOIN signal s ON s.id = e.owner_signal_id
   WHERE e.lead_id = ${leadId}::uuid ORDER BY e.opened_at DESC LIMIT 20`;

export interface AssignmentRow {
  id: string;
  episodeId: string;
  signalId: string;
  repId: string;
  poolId: string | null;
  territoryId: string | null;
  round: number;
  kind: string;
  offeredAt: Date;
  remindAt: Date | null;
  dueAt: Date;
  endedAt: Date | null;
  endedAs: string | null;
}
/** Of the given episodes, newest first. */
export const assignmentsOf = (db: Db, episodeIds: readonly string[]) => db.$queryRaw<AssignmentRow[]>`
  SELECT id, episode_id AS "episodeId", signal_id AS "signalId", rep_id AS "repId", pool_id AS "poolId", territory_id AS "territoryId", round,
         kind, offered_at AS "offeredAt", remind_at AS "remindAt", due_at AS "dueAt", ended_at AS "endedAt", ended_as AS "endedAs"
    FROM assignment WHERE episode_id = ANY(${[...episodeIds]}::uuid[]) ORDER BY offered_at DESC, round DESC LIMIT 100`;

export interface AccountRow {
  id: string;
  name: string | null;
  domain: string | null;
}
export const accountById = (db: Db, id: string): Promise<AccountRow | null> =>
  db.account.findUnique({ where: { id }, select: { id: true, name: true, domain: true } });

export interface ColleagueRow {
  leadId: string;
  displayName: string | null;
  email: string | null;
  title: string | null;
}
/** Other leads of the account, last changed first. */
export const colleaguesOf = (db: Db, accountId: string, leadId: string) => db.$queryRaw<ColleagueRow[]>`
  SELECT id AS "leadId", display_name AS "displayName", email, title FROM lead
   WHERE account_id = ${accountId}::uuid AND id <> ${leadId}::uuid AND merged_into_id IS NULL ORDER BY updated_at DESC LIMIT 20`;
