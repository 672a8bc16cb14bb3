import { z } from 'zod';
import { instant, layerSchema } from './list.schema.js';

/** One step of what happened, in words people read. */
export const timelineItemSchema = z.object({
  /** Rises with time; a string because it may outgrow a double. */
  id: z.string(),
  signalId: z.string().nullable(),
  leadId: z.string().nullable(),
  layer: layerSchema,
  step: z.string(),
  text: z.string(),
  data: z.unknown(),
  at: instant,
  tookMs: z.number().nullable(),
});
export type TimelineItem = z.output<typeof timelineItemSchema>;

export const reasonItemSchema = z.object({
  code: z.string(),
  text: z.string(),
  /** Where the fact came from: `signal`, `apollo`, `crm`, `policy`. */
  source: z.string().nullable(),
  factAt: instant.nullable(),
});
export type ReasonItem = z.output<typeof reasonItemSchema>;

/** A stored decision with all of its reasons. */
export const verdictItemSchema = z.object({
  id: z.string(),
  signalId: z.string(),
  kind: z.enum(['resolved', 'enriched', 'matched', 'fit', 'suppressed', 'scored', 'routed']),
  /** The decision in one sentence. */
  sentence: z.string(),
  result: z.unknown(),
  reasons: z.array(reasonItemSchema),
  policyHash: z.string().nullable(),
  decidedAt: instant,
});
export type VerdictItem = z.output<typeof verdictItemSchema>;

export const actionStates = ['ordered', 'sending', 'done', 'unknown', 'dead', 'discarded', 'withheld'] as const;

/** An instruction for the executor, and what became of it. */
export const actionItemSchema = z.object({
  key: z.string(),
  signalId: z.string(),
  kind: z.string(),
  target: z.string(),
  state: z.enum(actionStates),
  attempts: z.number(),
  createdAt: instant,
  sentAt: instant.nullable(),
  doneAt: instant.nullable(),
  lastError: z.object({ code: z.string(), text: z.string() }).nullable(),
  deadLetterId: z.string().nullable(),
});
export type ActionItem = z.output<typeof actionItemSchema>;
