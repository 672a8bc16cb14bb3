import type { Db } from '@firstline/platform/db/db';
import { Prisma } from '@firstline/platform/db/generated/client';

/** A lead and its latest pursuit: what an operation needs to find the workflow, and to answer without it. */
export interface PursuitRow {
  leadId: string;
  displayName: string | null;
  email: string | null;
  title: string | null;
  company: string | null;
  episodeId: string | null;
  ownerSignalId: string | null;
  ownerWorkflowId: string | null;
  stage: string | null;
  takenAt: Date | null;
  takenByRepId: string | null;
  closedAt: Date | null;
  /** Who is being asked now. */
  assignedRepId: string | null;
  round: number | null;
  dueAt: Date | null;
}
const columns = Prisma.sql`
  l.id AS "leadId", l.display_name AS "displayName", l.email, l.title, coalesce(a.name, a.domain) AS company, e.id AS "episodeId",
  e.owner_signal_id AS "ownerSignalId", e.owner_workflow_id AS "ownerWorkflowId", e.stage, e.taken_at AS "takenAt",
  e.taken_by_rep_id AS "takenByRepId", e.closed_at AS "closedAt", x.rep_id AS "assignedRepId", x.round, x.due_at AS "dueAt"`;

/** A lead that was merged into another one answers for it. */
export async function pursuitOfLead(db: Db, leadId: string): Promise<PursuitRow | null> {
  const [row] = await db.$queryRaw<PursuitRow[]>`
    WITH RECURSIVE merged AS (
      SELECT id, merged_into_id, 0 AS depth FROM lead WHERE id = ${leadId}::uuid
      UNION ALL
      SELECT l.id, l.merged_into_id, m.depth + 1 FROM merged m JOIN lead l ON l.id = m.merged_into_id WHERE m.depth < 10)
    SELECT ${columns}
      FROM (SELECT id FROM merged ORDER BY depth DESC LIMIT 1) final
      JOIN lead l ON l.id = final.id
      LEFT JOIN account a ON a.id = l.account_id
      LEFT JOIN LATERAL (SELECT * FROM episode WHERE lead_id = l.id ORDER BY opened_at DESC LIMIT 1) e ON true
      LEFT JOIN assignment x ON x.episode_id = e.id AND x.ended_at IS NULL`;
  return row ?? null;
}

export async function pursuitOfEpisode(db: Db, episodeId: string): Promise<PursuitRow | null> {
  const [row] = await db.$queryRaw<PursuitRow[]>`
    SELECT ${columns}
      FROM episode e JOIN lead l ON l.id = e.lead_id LEFT JOIN account a ON a.id = l.account_id
      LEFT JOIN assignment x ON x.episode_id = e.id AND x.ended_at IS NULL
     WHERE e.id = ${episodeId}::uuid`;
  return row ?? null;
}

/** How a round ended: null while it is open, undefined when there was no such round. */
export async function roundEnding(db: Db, episodeId: string, round: number): Promise<string | null | undefined> {
  const row = await db.assignment.findUnique({ where: { episodeId_round: { episodeId, round } }, select: { endedAs: true } });
  return row === null ? undefined : row.endedAs;
}

/**
 * Writes what came of a lead whose workflow has ended, and says so in the timeline. A later outcome replaces an earlier one; the same again changes nothing.
 * @returns whether the episode was taken by somebody, and so can have an outcome
 */
export async function recordLateOutcome(
  db: Db,
  { episodeId, outcome, note, actor }: { episodeId: string; outcome: string; note: string | null; actor: string },
): Promise<boolean> {
  const [episode] = await db.$queryRaw<{ leadId: string; ownerSignalId: string; changed: boolean }[]>`
    WITH before AS (SELECT id, outcome, outcome_note FROM episode WHERE id = ${episodeId}::uuid AND taken_at IS NOT NULL FOR UPDATE)
    UPDATE episode e SET outcome = ${outcome}, outcome_note = ${note} FROM before b WHERE e.id = b.id
    RETURNING e.lead_id AS "leadId", e.owner_signal_id AS "ownerSignalId",
              (b.outcome, b.outcome_note) IS DISTINCT FROM (${outcome}::text, ${note}::text) AS changed`;
  if (!episode) return false;
  if (episode.changed) {
    const [{ count } = { count: 0 }] = await db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM timeline_entry WHERE lead_id = ${episode.leadId}::uuid AND step = 'outcome'`;
    await db.timelineEntry.create({
      data: {
        key: `${episodeId}:outcome:${outcome}:late:${count + 1}`,
        signalId: episode.ownerSignalId,
        leadId: episode.leadId,
        layer: 'execution',
        step: 'outcome',
        text: `Outcome: ${outcome.replaceAll('-', ' ')}${note ? ` — ${note}` : ''} (${actor}).`,
      },
    });
  }
  return true;
}
