import { z } from 'zod';
import { outcomes } from './leads.schema.js';
import { repRefSchema } from './list.schema.js';

const repId = z.string().min(1).max(60);
const because = z.string().trim().min(1, 'say why, in a few words').max(500);
/** What the person had before their eyes. A tap on an old screen then never moves somebody else's offer. */
const seenRound = z.number().int().min(1).max(1_000).optional().describe('The round on screen; a later one is left alone.');

/** `POST /v1/leads/{id}/acknowledge` */
export const acknowledgeRequestSchema = z.strictObject({ repId });
export type AcknowledgeRequest = z.input<typeof acknowledgeRequestSchema>;

/** `POST /v1/leads/{id}/reassign` */
export const reassignRequestSchema = z.strictObject({
  toRepId: repId.optional().describe('Absent: the next rep in turn.'),
  as: z.enum(['reassigned', 'passed']).default('reassigned').describe('`passed` when the rep hands it on themselves.'),
  repId: repId.optional().describe('With `passed`: the rep who passes. Absent: the one who has it.'),
  because,
  round: seenRound,
});
export type ReassignRequest = z.input<typeof reassignRequestSchema>;

/** `POST /v1/leads/{id}/snooze` */
export const snoozeRequestSchema = z
  .strictObject({
    until: z.iso.datetime({ offset: true }).optional(),
    forMinutes: z.number().positive().max(20_160).optional().describe('Up to 14 days.'),
    repId: repId.optional().describe('Who snoozes. Absent: the operator.'),
    round: seenRound,
  })
  .refine(({ until, forMinutes }) => (until === undefined) !== (forMinutes === undefined), {
    error: 'give either until or forMinutes',
    path: ['until'],
  });
export type SnoozeRequest = z.input<typeof snoozeRequestSchema>;

/** `POST /v1/leads/{id}/cancel` */
export const cancelRequestSchema = z.strictObject({ because });
export type CancelRequest = z.input<typeof cancelRequestSchema>;

/** `POST /v1/leads/{id}/outcome` */
export const outcomeRequestSchema = z.strictObject({
  outcome: z.enum(outcomes),
  note: z.string().trim().max(2_000).optional(),
  repId: repId.optional(),
});
export type OutcomeRequest = z.input<typeof outcomeRequestSchema>;

/** The 200 of every operation on a lead. A refusal is a 409 problem with `because` and, where somebody has it, `rep`. */
export const operationAnswerSchema = z.object({
  accepted: z.literal(true),
  leadId: z.string(),
  episodeId: z.string(),
  rep: repRefSchema.nullable(),
  /** To show as it stands. */
  message: z.string(),
});
export type OperationAnswer = z.output<typeof operationAnswerSchema>;

export const refusals = ['taken', 'not-offered-to-you', 'not-offered-yet', 'over', 'not-taken', 'moved-on', 'no-episode'] as const;
export type Refusal = (typeof refusals)[number];
