import { z } from 'zod';
import { instant, leadRefSchema, pageOf, pageQuerySchema } from './list.schema.js';

export const deadLetterStates = ['waiting', 'retrying', 'paged', 'healed', 'discarded'] as const;

/** `GET /v1/dead-letters` */
export const deadLettersQuerySchema = pageQuerySchema.extend({
  state: z
    .enum([...deadLetterStates, 'open'])
    .default('open')
    .describe('`open`: waiting, retrying or paged.'),
});
export type DeadLettersQuery = z.output<typeof deadLettersQuerySchema>;

/** An action that could not be done yet. */
export const deadLetterItemSchema = z.object({
  id: z.string(),
  actionKey: z.string(),
  kind: z.string(),
  target: z.string().nullable(),
  signalId: z.string(),
  lead: leadRefSchema.nullable(),
  workflowId: z.string(),
  temporalUrl: z.string(),
  state: z.enum(deadLetterStates),
  tries: z.number(),
  error: z.object({ code: z.string(), text: z.string() }),
  createdAt: instant,
  nextTryAt: instant.nullable(),
  pagedAt: instant.nullable(),
  endedAt: instant.nullable(),
  endedBy: z.string().nullable(),
  endedBecause: z.string().nullable(),
});
export type DeadLetterItem = z.output<typeof deadLetterItemSchema>;
export const deadLetterPageSchema = pageOf(deadLetterItemSchema);
export type DeadLetterPage = z.output<typeof deadLetterPageSchema>;

/** `POST /v1/dead-letters/{id}/discard`; retry has no body. */
export const discardRequestSchema = z.strictObject({ because: z.string().trim().min(1, 'say why, in a few words').max(500) });
export type DiscardRequest = z.input<typeof discardRequestSchema>;

export const deadLetterAnswerSchema = z.object({ accepted: z.literal(true), id: z.string(), message: z.string() });
export type DeadLetterAnswer = z.output<typeof deadLetterAnswerSchema>;
