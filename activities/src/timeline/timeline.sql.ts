import type { Db } from '@firstline/platform/db/db';
import { isEnd, type Layer, type Stage } from '@firstline/domain/signal/stage';

export interface TimelineNote {
  /** A retried step writes the same key again: one row. */
  key: string;
  signalId?: string;
  leadId?: string;
  layer: Layer;
  /** Stable: captured, resolved, enriched, judged, offered, reminded, … */
  step: string;
  /** One plain sentence for people. */
  text: string;
  data?: object;
  tookMs?: number;
  /** Now, when absent. */
  at?: Date;
}

/** Adds what happened; twice is once. */
export async function note(db: Db, notes: TimelineNote[]): Promise<void> {
  const rows = notes.map((entry) => ({ ...entry, at: entry.at?.toISOString() }));
  await db.$executeRaw`
    INSERT INTO timeline_entry (key, signal_id, lead_id, layer, step, text, data, at, took_ms)
    SELECT key, "signalId", "leadId", layer, step, text, data, coalesce(at, clock_timestamp()), "tookMs"
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS n(key text, "signalId" uuid, "leadId" uuid, layer text, step text, text text, data jsonb, at timestamptz, "tookMs" int)
    ON CONFLICT (key) DO NOTHING`;
}

/** Moves a signal on. An ended signal stays as it ended; what is absent stays as it is. */
export async function moveSignal(
  db: Db,
  signalId: string,
  to: { stage: Stage; because?: string; leadId?: string; episodeId?: string; triggerId?: string; policyHash?: string; assignedAt?: Date },
): Promise<void> {
  const { stage, because = null, leadId = null, episodeId = null, triggerId = null, policyHash = null, assignedAt = null } = to;
  const ends = isEnd(stage);
  await db.$executeRaw`
    UPDATE signal SET
      stage = ${stage}, stage_at = now(),
      ended_at = CASE WHEN ${ends} THEN now() END, ended_because = CASE WHEN ${ends} THEN coalesce(ended_because, ${because}) END,
      lead_id = coalesce(${leadId}::uuid, lead_id), episode_id = coalesce(${episodeId}::uuid, episode_id),
      trigger_id = coalesce(${triggerId}, trigger_id), policy_hash = coalesce(${policyHash}, policy_hash),
      assigned_at = coalesce(assigned_at, ${assignedAt}::timestamptz)
    WHERE id = ${signalId}::uuid AND ended_at IS NULL`;
}

/** The words in which lists say why a signal ended; codes are for machines. Kept when the signal ends. */
export const sayWhy = (db: Db, signalId: string, because: string | null): Promise<unknown> =>
  db.$executeRaw`UPDATE signal SET ended_because = ${because} WHERE id = ${signalId}::uuid AND ended_at IS NULL`;
