import { z } from 'zod';
import { isSignalType, type SignalType } from '../signal/signal-types.js';
import { durationMs } from './duration.js';

/** Ids appear in URLs, metrics and search attributes. */
export const policyId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'must be lower-case letters, digits and dashes, such as demo-request');
const cel = z.string().min(1).max(2_000);
const sentence = z.string().trim().min(1).max(500);
const domainName = z
  .string()
  .toLowerCase()
  .regex(/^[^\s@/]+\.[^\s@/]+$/, 'must be a domain such as example.com');
const signalType = z
  .string()
  .refine(isSignalType, { error: ({ input }) => `"${String(input)}" is not a signal type` }) as unknown as z.ZodType<SignalType, string>;
const oneOrMany = <T extends z.ZodType>(item: T) => z.union([item.transform((one) => [one]), z.array(item).min(1)]);

/** How long a rep has, and what happens when nobody takes the lead. */
export const slaSchema = z.strictObject({
  /** From the offer until the next rep is asked. */
  respondWithin: durationMs,
  /** From the offer until the same rep is reminded. Absent: no reminder. */
  remindAfter: durationMs.optional(),
  /** How many reps are asked in turn before the manager. */
  reps: z.int().min(1).max(10).default(2),
  /** From the manager's alert until the page. */
  pageAfter: durationMs,
  /** From the page until the signal ends as unanswered; the lead can still be taken until then. */
  giveUpAfter: durationMs.default(24 * 3_600_000),
  /** `working-hours` stops the clock while the rep's day is over; `always` never does. */
  clock: z.enum(['always', 'working-hours']).default('working-hours'),
  /** After a rep took the lead: how long later signals still join this episode. */
  closeOutAfter: durationMs.default(4 * 3_600_000),
});
export type Sla = z.output<typeof slaSchema>;

export const actionSchema = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('crm.upsert-lead') }),
  z.strictObject({ do: z.literal('crm.create-task'), subject: sentence, dueWithin: durationMs.default(3_600_000) }),
  z.strictObject({ do: z.literal('notify.rep'), say: sentence.optional() }),
]);
export type TriggerAction = z.output<typeof actionSchema>;

/** A play: when this signal happens, if it qualifies, then these actions, for this owner, within this SLA. */
export const triggerSchema = z.strictObject({
  id: policyId,
  name: sentence,
  on: z.strictObject({ type: oneOrMany(signalType), connections: z.array(policyId).min(1).optional() }),
  /** CEL over `signal`, `person`, `company`, `lead`; absent: always. */
  when: cel.optional(),
  /** A named definition of icp.yaml; absent: anyone. */
  icp: policyId.optional(),
  /** `enrol` acts by itself, `alert` tells a rep, `review` queues for the weekly review, `shadow` decides and records only. Absent: by fidelity × volume. */
  mode: z.enum(['enrol', 'alert', 'review', 'shadow']).optional(),
  fidelity: z.enum(['high', 'low']).default('high'),
  lane: z.enum(['high', 'normal', 'bulk']).optional(),
  /** When several triggers match, the highest wins; equal ones in order of id. */
  priority: z.int().min(0).max(1_000).default(100),
  /** Suppression rules that this play is exempt from, with the reason why. */
  exemptFrom: z.array(z.strictObject({ rule: z.string(), because: sentence })).default([]),
  sla: slaSchema,
  actions: z.array(actionSchema).min(1),
  /** The data it uses, in words, for the formula sentence. */
  using: z.array(sentence).min(1),
  /** In the rep's alert: why now, in one sentence. CEL interpolation as {{ expression }}. */
  why: sentence,
  /** Suggested first words; the same interpolation. */
  firstWords: z.string().max(1_000).optional(),
  /** Team member who answers for this play, and who is called when it fails. */
  owner: policyId,
  onCall: policyId,
  notes: z.string().max(10_000).optional(),
});
export type Trigger = z.output<typeof triggerSchema>;

/** A named definition of whom we sell to, apart from any trigger. Criteria are CEL that answer true, false, or unknown when a fact is missing. */
export const icpSchema = z.strictObject({
  id: policyId,
  name: sentence,
  criteria: z.array(z.strictObject({ id: policyId, must: cel, because: sentence })).min(1),
  /** What to do when facts are missing. */
  unknownIs: z.enum(['fit', 'not-a-fit', 'review']).default('review'),
});
export type IcpDefinition = z.output<typeof icpSchema>;

export const suppressionRuleIds = [
  'active-sequence',
  'open-opportunity',
  'customer',
  'do-not-contact',
  'competitor',
  'recently-enrolled',
] as const;
export type SuppressionRuleId = (typeof suppressionRuleIds)[number];

export const suppressionSchema = z.strictObject({
  activeSequence: z.boolean().default(true),
  openOpportunity: z.boolean().default(true),
  /** `divert` sends a customer's signal to their customer-success owner, `suppress` stops it. */
  customer: z.enum(['divert', 'suppress']).default('divert'),
  customerSuccessPool: policyId.optional(),
  doNotContact: z.boolean().default(true),
  /** Registrable domains; their subdomains count. */
  competitorDomains: z.array(domainName).default([]),
  recentlyEnrolledWithin: durationMs.default(4 * 3_600_000),
  doNotContactDomains: z.array(domainName).default([]),
  doNotContactEmails: z.array(z.email().toLowerCase()).default([]),
});
export type SuppressionPolicy = z.output<typeof suppressionSchema>;

const featureSchema = z.strictObject({ id: policyId, when: cel, points: z.number().min(-100).max(100), because: sentence });
export const scoringSchema = z.strictObject({
  base: z.number().min(0).max(100).default(0),
  fit: z.array(featureSchema).default([]),
  interest: z
    .array(
      z.strictObject({
        type: signalType,
        when: cel.optional(),
        points: z.number().min(0).max(100),
        halfLife: durationMs,
        because: sentence,
      }),
    )
    .default([]),
  /** Lowest score of each band. */
  bands: z.strictObject({ hot: z.number().default(70), warm: z.number().default(40) }).prefault({}),
});
export type ScoringPolicy = z.output<typeof scoringSchema>;

export const territoriesSchema = z.strictObject({
  namedAccounts: z.array(z.strictObject({ domain: domainName, rep: policyId, because: sentence.optional() })).default([]),
  territories: z
    .array(
      z.strictObject({
        id: policyId,
        name: sentence,
        /** CEL over `person`, `company`, `lead`, `signal`. The first that holds wins; overlaps are errors unless declared. */
        when: cel,
        pool: policyId,
      }),
    )
    .min(1),
  pools: z
    .array(
      z.strictObject({
        id: policyId,
        name: sentence,
        members: z.array(z.strictObject({ rep: policyId, weight: z.number().positive().max(100).default(1) })).min(1),
        /** Open, not yet closed-out leads a member may hold at once. */
        capacity: z.int().positive().optional(),
        mode: z.enum(['assign', 'claim']).default('assign'),
        allAway: z.strictObject({ do: z.enum(['hold', 'overflow', 'manager']), pool: policyId.optional() }).prefault({ do: 'hold' }),
      }),
    )
    .min(1),
  /** Where a lead goes that no territory takes. */
  defaultPool: policyId,
});
export type Territories = z.output<typeof territoriesSchema>;
export type Pool = Territories['pools'][number];

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time such as 09:00');
const zone = z.string().refine(
  (name) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: name });
      return true;
    } catch {
      return false;
    }
  },
  { error: ({ input }) => `"${String(input)}" is not an IANA time zone such as Europe/Berlin` },
);
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

export const workingHoursSchema = z.strictObject({
  zone,
  /** Spans of the local day; a span that ends at or before its start goes past midnight. */
  week: z.partialRecord(z.enum(weekdays), z.array(z.strictObject({ from: clock, to: clock }))),
  holidays: z.array(z.iso.date()).default([]),
});
export type WorkingHours = z.output<typeof workingHoursSchema>;

export const memberSchema = z.strictObject({
  id: policyId,
  name: sentence,
  email: z.email(),
  role: z.enum(['rep', 'manager', 'operator']).default('rep'),
  manager: policyId.optional(),
  slackUserId: z.string().max(40).optional(),
  /** Where alerts go, in order; the console inbox is always on. */
  channels: z.array(z.enum(['slack', 'email'])).default([]),
  languages: z.array(z.string().min(2).max(8)).default(['en']),
  skills: z.array(policyId).default([]),
  hours: z.union([policyId, workingHoursSchema]),
  away: z
    .array(
      z.strictObject({ from: z.iso.datetime({ offset: true }), until: z.iso.datetime({ offset: true }), because: sentence.optional() }),
    )
    .default([]),
  active: z.boolean().default(true),
});
export type TeamMember = Omit<z.output<typeof memberSchema>, 'hours'> & { hours: WorkingHours };

export const teamSchema = z.strictObject({
  /** Shared working hours that members name. */
  hours: z.record(policyId, workingHoursSchema).default({}),
  members: z.array(memberSchema).min(1),
});

export const enrichmentSchema = z.strictObject({
  /** A slow vendor costs facts, never the lead: at the deadline we decide on what is known. */
  deadline: durationMs.default(800),
  providers: z.array(z.string()).default([]),
  /** Who wins, field by field, best first; providers not named follow in their order above. */
  prefer: z.record(z.string(), z.array(z.string())).default({}),
  cacheFor: durationMs.default(30 * 86_400_000),
  cacheMissesFor: durationMs.default(86_400_000),
});
export type EnrichmentPolicy = z.output<typeof enrichmentSchema>;

export const alertsSchema = z.strictObject({
  onCall: z
    .array(z.strictObject({ id: policyId, name: sentence, page: z.enum(['pagerduty', 'webhook', 'inbox']), member: policyId.optional() }))
    .min(1),
  deadLetters: z
    .strictObject({
      /** Waits before each further try. */
      retryAfter: z.array(durationMs).min(1).prefault(['1m', '5m', '30m']),
      /** Still undone this long after the signal: page. */
      pageAfter: durationMs.prefault('2h'),
    })
    .prefault({}),
});
export type AlertsPolicy = z.output<typeof alertsSchema>;

/** All tunable rules at one version, addressed by content hash. Plain JSON: it is stored, and pinned by running workflows. */
export interface Policy {
  hash: string;
  triggers: Trigger[];
  icp: IcpDefinition[];
  suppression: SuppressionPolicy;
  scoring: ScoringPolicy;
  territories: Territories;
  team: TeamMember[];
  enrichment: EnrichmentPolicy;
  alerts: AlertsPolicy;
}
