import type { Db, Json } from '@firstline/platform/db/db';
import type { Layer, Stage } from '@firstline/domain/signal/stage';
import { isEnd } from '@firstline/domain/signal/stage';

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
export const note = (db: Db, notes: TimelineNote[]): Promise<unknown> =>
  db.timelineEntry.createMany({ data: notes.map((entry) => ({ ...entry, data: entry.data as Json })), skipDuplicates: true });

/** Moves a signal on. An ended signal stays as it ended. */
export const moveSignal = (db: Db, signalId: string, to: { stage: Stage; because?: string; leadId?: string; episodeId?: string; triggerId?: string; policyHash?: string }): Promise<unknown> => {
  const { because, stage, ...also } = to;
  const now = new Date();
  return db.signal.updateMany({
    where: { id: signalId, endedAt: null },
    data: { ...also, stage, stageAt: now, ...(isEnd(stage) ? { endedAt: now, endedBecause: because ?? null } : {}) },
  });
};
