import { z } from 'zod';
import { instant, repRefSchema } from './list.schema.js';

/** A play, as the registry shows it. */
export const triggerSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  /** When [event] in [source], then [action] in [destination], using [data], and alert [person] if it fails. */
  formula: z.string(),
  types: z.array(z.string()),
  connections: z.array(z.string()).describe('Empty: any.'),
  mode: z.enum(['enrol', 'alert', 'review', 'shadow']).nullable().describe('Null: by fidelity and volume.'),
  fidelity: z.enum(['high', 'low']),
  lane: z.enum(['high', 'normal', 'bulk']).nullable().describe('Null: the lane of the signal type.'),
  priority: z.number(),
  icp: z.string().nullable(),
  sla: z.object({
    respondWithinMs: z.number(),
    remindAfterMs: z.number().nullable(),
    reps: z.number(),
    pageAfterMs: z.number(),
    giveUpAfterMs: z.number(),
    clock: z.enum(['always', 'working-hours']),
  }),
  owner: repRefSchema,
  onCall: z.object({ id: z.string(), name: z.string() }),
});
export type TriggerSummary = z.output<typeof triggerSummarySchema>;

/** `GET /v1/triggers` */
export const triggerListSchema = z.object({ policyHash: z.string(), publishedAt: instant, items: z.array(triggerSummarySchema) });
export type TriggerList = z.output<typeof triggerListSchema>;

/** `GET /v1/triggers/{id}` */
export const triggerDetailSchema = triggerSummarySchema.extend({
  policyHash: z.string(),
  when: z.string().nullable().describe('CEL; null: always.'),
  using: z.array(z.string()),
  why: z.string(),
  firstWords: z.string().nullable(),
  actions: z.array(z.record(z.string(), z.unknown())),
  exemptFrom: z.array(z.object({ rule: z.string(), because: z.string() })),
  notes: z.string().nullable(),
});
export type TriggerDetail = z.output<typeof triggerDetailSchema>;

/** `GET /v1/triggers/{id}/runbook` */
export const runbookSchema = z.object({ triggerId: z.string(), policyHash: z.string(), markdown: z.string() });
export type Runbook = z.output<typeof runbookSchema>;

/** `GET /v1/catalogue` */
export const catalogueSchema = z.object({
  items: z.array(
    z.object({
      type: z.string(),
      category: z.string(),
      lane: z.enum(['high', 'normal', 'bulk']),
      derived: z.boolean().describe('Made by us from stored activity.'),
      triggers: z.array(z.string()).describe('Ids of the triggers that listen to it.'),
    }),
  ),
});
export type Catalogue = z.output<typeof catalogueSchema>;
