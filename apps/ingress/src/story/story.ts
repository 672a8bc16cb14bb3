import type { ActionItem, ReasonItem, TimelineItem, VerdictItem } from '@firstline/domain/api/story.schema';
import type { Layer } from '@firstline/domain/signal/stage';
import type { ActionRow, TimelineRow, VerdictRow } from './story.sql.js';
import { verdictSentence } from './verdict-words.js';
import type { Team } from '../triggers/policies.js';

export const timelineItemOf = (row: TimelineRow): TimelineItem => ({
  ...row,
  id: String(row.id),
  layer: row.layer as Layer,
  at: row.at.toISOString(),
});

const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reasons as stored (domain/src/lead/verdict.ts); what is not one is left out rather than shown broken. */
export function reasonItemsOf(stored: unknown): ReasonItem[] {
  if (!Array.isArray(stored)) return [];
  return stored.filter(isRecord).flatMap(({ code, text, source, factAtMs }) =>
    typeof code === 'string' && typeof text === 'string'
      ? [
          {
            code,
            text,
            source: typeof source === 'string' ? source : null,
            factAt: typeof factAtMs === 'number' ? new Date(factAtMs).toISOString() : null,
          },
        ]
      : [],
  );
}

export function verdictItemOf(row: VerdictRow, team: Team): VerdictItem {
  const reasons = reasonItemsOf(row.reasons);
  const kind = row.kind as VerdictItem['kind'];
  return {
    id: String(row.id),
    signalId: row.signalId,
    kind,
    sentence: verdictSentence(kind, row.result, reasons, team),
    result: row.result,
    reasons,
    policyHash: row.policyHash,
    decidedAt: row.decidedAt.toISOString(),
  };
}

export const actionItemOf = (row: ActionRow): ActionItem => ({
  ...row,
  state: row.state as ActionItem['state'],
  createdAt: row.createdAt.toISOString(),
  sentAt: row.sentAt?.toISOString() ?? null,
  doneAt: row.doneAt?.toISOString() ?? null,
  lastError: isRecord(row.lastError) ? { code: textOr(row.lastError['code'], 'UNKNOWN'), text: textOr(row.lastError['text'], '') } : null,
});
