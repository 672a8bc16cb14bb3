import { z } from 'zod';
import { instant, leadRefSchema, pageOf, pageQuerySchema, repRefSchema } from './list.schema.js';

/** Somebody who can take leads, and whether they can right now. */
export const teamMemberSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(['rep', 'manager', 'operator']),
  active: z.boolean(),
  manager: repRefSchema.nullable(),
  channels: z.array(z.string()),
  languages: z.array(z.string()),
  skills: z.array(z.string()),
  pools: z.array(z.object({ id: z.string(), name: z.string(), weight: z.number() })),
  zone: z.string(),
  /** Whether it is their working time now. */
  working: z.boolean(),
  /** Away by policy or switched by hand; null: here. */
  away: z.object({ because: z.string().nullable(), until: instant.nullable(), byHand: z.boolean() }).nullable(),
  /** Offers waiting for them, and leads they took that are not closed out. */
  waiting: z.number(),
  holding: z.number(),
});
export type TeamMember = z.output<typeof teamMemberSchema>;

/** `GET /v1/team` */
export const teamListSchema = z.object({ policyHash: z.string(), items: z.array(teamMemberSchema) });
export type TeamList = z.output<typeof teamListSchema>;

/** `PUT /v1/team/{id}/presence` */
export const presenceRequestSchema = z.strictObject({ away: z.boolean(), until: z.iso.datetime({ offset: true }).optional() });
export type PresenceRequest = z.input<typeof presenceRequestSchema>;
export const presenceSchema = z.object({ rep: repRefSchema, away: z.boolean(), until: instant.nullable() });
export type Presence = z.output<typeof presenceSchema>;

/** `GET /v1/inbox?rep=` */
export const inboxQuerySchema = pageQuerySchema.extend({
  rep: z.string().max(60).optional().describe('Absent: everybody.'),
  open: z
    .enum(['true', 'false'])
    .default('true')
    .transform((value) => value === 'true')
    .describe('`true`: only what still asks for something.'),
});
export type InboxQuery = z.output<typeof inboxQuerySchema>;

export const inboxItemSchema = z.object({
  id: z.string(),
  kind: z.enum(['offer', 'reminder', 'escalation', 'page', 'note']),
  rep: repRefSchema,
  lead: leadRefSchema,
  episodeId: z.string().nullable(),
  body: z.record(z.string(), z.unknown()),
  createdAt: instant,
  closedAt: instant.nullable(),
  closedAs: z.string().nullable(),
});
export type InboxItem = z.output<typeof inboxItemSchema>;
export const inboxPageSchema = pageOf(inboxItemSchema);
export type InboxPage = z.output<typeof inboxPageSchema>;
