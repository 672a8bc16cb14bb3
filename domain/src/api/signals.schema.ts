import { z } from 'zod';
import { instant, laneSchema, layerSchema, leadRefSchema, pageOf, pageQuerySchema, repRefSchema, stageSchema } from './list.schema.js';
import { actionItemSchema, timelineItemSchema, verdictItemSchema } from './story.schema.js';

/** `GET /v1/signals` */
export const signalsQuerySchema = pageQuerySchema.extend({
  stage: stageSchema.optional(),
  layer: layerSchema.optional(),
  connection: z.string().max(60).optional(),
  type: z.string().max(60).optional().describe('A signal type such as `form.submitted`.'),
  q: z.string().trim().max(200).optional().describe('A signal id, an event id, or the beginning of a name, e-mail address or company.'),
});
export type SignalsQuery = z.output<typeof signalsQuerySchema>;

export const signalListItemSchema = z.object({
  id: z.string(),
  connection: z.string(),
  eventId: z.string(),
  type: z.string(),
  category: z.string(),
  lane: laneSchema,
  test: z.boolean(),
  occurredAt: instant,
  receivedAt: instant,
  stage: stageSchema,
  stageAt: instant,
  layer: layerSchema,
  triggerId: z.string().nullable(),
  lead: leadRefSchema.nullable(),
  /** What the sender said of the person, until the lead is resolved. */
  who: z.string(),
  rep: repRefSchema.nullable().describe('Who is being asked, or has taken it; of the episode, so a joined signal names the same person.'),
  workflowId: z.string(),
  temporalUrl: z.string(),
  /** From receipt until a rep was assigned, and until the first alert was out. Null: not (yet). */
  msToAssigned: z.number().nullable(),
  msToAlerted: z.number().nullable(),
  endedAt: instant.nullable(),
  endedBecause: z.string().nullable(),
});
export type SignalListItem = z.output<typeof signalListItemSchema>;
export const signalPageSchema = pageOf(signalListItemSchema);
export type SignalPage = z.output<typeof signalPageSchema>;

/** `GET /v1/signals/{id}` */
export const signalDetailSchema = signalListItemSchema.extend({
  leadId: z.string().nullable(),
  episodeId: z.string().nullable(),
  /** The signal whose workflow owns the episode; another one when this signal was merged into it. */
  ownerSignalId: z.string().nullable(),
  policyHash: z.string().nullable(),
  /** False while only the provider's ids are here. */
  complete: z.boolean(),
  /** When the workflow start was acknowledged; null while the relay has yet to start it. */
  startedAt: instant.nullable(),
  /** As normalised from what the sender sent. */
  captured: z.object({
    person: z.record(z.string(), z.unknown()),
    company: z.record(z.string(), z.unknown()),
    attribution: z.record(z.string(), z.unknown()),
    consent: z.record(z.string(), z.unknown()),
    properties: z.record(z.string(), z.unknown()),
  }),
  timeline: z.array(timelineItemSchema),
  verdicts: z.array(verdictItemSchema),
  actions: z.array(actionItemSchema),
});
export type SignalDetail = z.output<typeof signalDetailSchema>;
