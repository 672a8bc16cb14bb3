import { z } from 'zod';
import { instant, pageOf, pageQuerySchema, repRefSchema, stageSchema } from './list.schema.js';
import { signalListItemSchema } from './signals.schema.js';
import { actionItemSchema, timelineItemSchema, verdictItemSchema } from './story.schema.js';

/** `GET /v1/leads` */
export const leadsQuerySchema = pageQuerySchema.extend({
  stage: stageSchema.optional().describe('Stage of the latest episode.'),
  rep: z.string().max(60).optional().describe('Team member who has the lead: offered to, or taken by, or owner.'),
  open: z
    .enum(['true', 'false'])
    .optional()
    .transform((value) => (value === undefined ? undefined : value === 'true'))
    .describe('Only leads that are being worked, or only those that are not.'),
  q: z.string().trim().max(200).optional().describe('A lead id, or the beginning of a name, e-mail address or company.'),
});
export type LeadsQuery = z.output<typeof leadsQuerySchema>;

/** Who has the lead now, and until when. */
export const currentAssignmentSchema = z.object({
  id: z.string(),
  rep: repRefSchema,
  round: z.number(),
  kind: z.enum(['rep', 'manager']),
  offeredAt: instant,
  remindAt: instant.nullable(),
  dueAt: instant,
});
export type CurrentAssignment = z.output<typeof currentAssignmentSchema>;

export const assignmentItemSchema = currentAssignmentSchema.extend({
  episodeId: z.string(),
  signalId: z.string(),
  poolId: z.string().nullable(),
  territoryId: z.string().nullable(),
  endedAt: instant.nullable(),
  endedAs: z.enum(['taken', 'breached', 'passed', 'reassigned', 'cancelled']).nullable(),
});
export type AssignmentItem = z.output<typeof assignmentItemSchema>;

export const scoreBands = ['hot', 'warm', 'cold'] as const;

export const leadListItemSchema = z.object({
  id: z.string(),
  name: z.string(),
  title: z.string().nullable(),
  company: z.string().nullable(),
  accountId: z.string().nullable(),
  score: z.number().nullable(),
  band: z.string().nullable(),
  /** Stage of the latest episode; null before the first. */
  stage: stageSchema.nullable(),
  owner: repRefSchema.nullable(),
  /** Null when nobody is being asked at the moment. */
  assignment: currentAssignmentSchema.nullable(),
  openEpisodeId: z.string().nullable(),
  takenBy: repRefSchema.nullable(),
  takenAt: instant.nullable(),
  lastSignal: z.object({ id: z.string(), type: z.string(), connection: z.string(), receivedAt: instant }).nullable(),
  createdAt: instant,
  updatedAt: instant,
});
export type LeadListItem = z.output<typeof leadListItemSchema>;
export const leadPageSchema = pageOf(leadListItemSchema);
export type LeadPage = z.output<typeof leadPageSchema>;

const factValueSchema = z.object({ value: z.unknown(), source: z.string(), observedAt: instant, signalId: z.string().nullable() });

/** One field: the value that counts, where it came from, and every other value we were ever told. */
export const factItemSchema = z.object({
  /** `person.email`, `company.employees` */
  field: z.string(),
  /** Null for a place that fits no other fact: kept, not used. */
  current: factValueSchema.nullable(),
  /** Why this value and not another. */
  because: z.string(),
  others: z.array(factValueSchema),
});
export type FactItem = z.output<typeof factItemSchema>;

export const contributionItemSchema = z.object({ id: z.string(), points: z.number(), because: z.string() });

export const scoreDetailSchema = z.object({
  score: z.number(),
  band: z.string().nullable(),
  decidedAt: instant,
  contributions: z.array(contributionItemSchema),
});
export type ScoreDetail = z.output<typeof scoreDetailSchema>;

/** A rep who was looked at, and why they got the lead or not. */
export const candidateItemSchema = z.object({
  rep: repRefSchema,
  chosen: z.boolean(),
  /** How they came to be considered: `account-owner`, `named-account`, `pool`, … */
  via: z.string(),
  because: z.string(),
});
export type CandidateItem = z.output<typeof candidateItemSchema>;

/** Why this lead is where it is, decision by decision. */
export const whySchema = z.object({
  leadId: z.string(),
  /** One sentence, such as "Offered to Ben Adeyemi: Ada King asked for a demo and …". */
  headline: z.string(),
  steps: z.array(
    z.object({
      kind: verdictItemSchema.shape.kind,
      sentence: z.string(),
      reasons: z.array(z.string()),
      candidates: z.array(candidateItemSchema),
      decidedAt: instant,
      policyHash: z.string().nullable(),
    }),
  ),
});
export type Why = z.output<typeof whySchema>;

export const leadOperations = ['acknowledge', 'reassign', 'pass', 'snooze', 'cancel', 'outcome'] as const;
export type LeadOperation = (typeof leadOperations)[number];

export const outcomes = ['meeting-booked', 'reached', 'no-answer', 'bad-fit', 'bad-data', 'won', 'lost'] as const;
export type Outcome = (typeof outcomes)[number];

/** One pursuit of the lead. */
export const episodeItemSchema = z.object({
  id: z.string(),
  ownerSignalId: z.string(),
  workflowId: z.string(),
  temporalUrl: z.string(),
  stage: stageSchema,
  open: z.boolean(),
  trigger: z.object({ id: z.string(), name: z.string(), formula: z.string().nullable() }).nullable(),
  openedAt: instant,
  takenAt: instant.nullable(),
  takenBy: repRefSchema.nullable(),
  closedAt: instant.nullable(),
  outcome: z.enum(outcomes).nullable(),
  outcomeNote: z.string().nullable(),
  joinedSignals: z.number(),
});
export type EpisodeItem = z.output<typeof episodeItemSchema>;

/** `GET /v1/leads/{id}` */
export const leadDetailSchema = leadListItemSchema.extend({
  email: z.string().nullable(),
  phone: z.string().nullable(),
  /** Set when this lead turned out to be another one: look there. */
  mergedIntoId: z.string().nullable(),
  account: z.object({ id: z.string(), name: z.string().nullable(), domain: z.string().nullable() }).nullable(),
  colleagues: z
    .array(z.object({ id: z.string(), name: z.string(), title: z.string().nullable() }))
    .describe('Other leads of the account, at most 20.'),
  facts: z.array(factItemSchema),
  scoreDetail: scoreDetailSchema.nullable(),
  candidates: z.array(candidateItemSchema).describe('Of the latest routing.'),
  verdicts: z.array(verdictItemSchema),
  episode: episodeItemSchema.nullable().describe('The open one, or else the latest.'),
  episodes: z.array(episodeItemSchema),
  assignments: z.array(assignmentItemSchema),
  signals: z.array(signalListItemSchema).describe('Newest first, at most 50.'),
  timeline: z.array(timelineItemSchema).describe('Oldest first, the latest 200 entries.'),
  actions: z.array(actionItemSchema),
  why: whySchema,
  permitted: z.array(z.enum(leadOperations)).describe('What can be done with it now.'),
});
export type LeadDetail = z.output<typeof leadDetailSchema>;
