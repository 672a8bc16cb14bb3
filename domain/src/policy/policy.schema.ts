import { z } from 'zod';
import { type SignalType, signalTypes } from '../signal/signal-types.js';
import { durationMs } from './duration.js';

/** Ids appear in URLs, metrics and search attributes. */
export const policyId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'must be lower-case letters, digits and dashes, such as demo-request');
const cel = z
  .string({ error: 'must be a condition; put it in quotes if it looks like something else' })
  .trim()
  .min(1)
  .max(2_000)
  .describe('A CEL condition over signal, person, company and lead.');
const sentence = z.string().trim().min(1).max(500);
const domainName = z
  .string()
  .toLowerCase()
  .regex(/^[^\s@/]+\.[^\s@/]+$/, 'must be a domain such as example.com');
const signalType = z.enum(Object.keys(signalTypes) as [SignalType, ...SignalType[]]);
const oneOrMany = <T extends z.ZodType>(item: T) => z.union([item.transform((one) => [one]), z.array(item).min(1)]);

export const suppressionRuleIds = [
  'active-sequence',
  'open-opportunity',
  'customer',
  'do-not-contact',
  'competitor',
  'recently-enrolled',
] as const;
export type SuppressionRuleId = (typeof suppressionRuleIds)[number];

/** How long a rep has, and what happens when nobody takes the lead. */
export const slaSchema = z.strictObject({
  respondWithin: durationMs.describe('From the offer until the next rep is asked.'),
  remindAfter: durationMs.optional().describe('From the offer until the same rep is reminded. Absent: no reminder.'),
  reps: z.int().min(1).max(10).default(2).describe('How many reps are asked in turn before the manager.'),
  pageAfter: durationMs.describe("From the manager's alert until the page."),
  giveUpAfter: durationMs
    .default(24 * 3_600_000)
    .describe('From the page until the signal ends as unanswered; the lead can still be taken until then.'),
  clock: z
    .enum(['always', 'working-hours'])
    .default('working-hours')
    .describe("`working-hours` stops the clock while the rep's day is over; `always` never does."),
  closeOutAfter: durationMs.default(4 * 3_600_000).describe('After a rep took the lead: how long later signals still join this episode.'),
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
  when: cel.optional().describe('CEL over `signal`, `person`, `company`, `lead`; absent: always.'),
  icp: policyId.optional().describe('A named definition of icp.yaml; absent: anyone.'),
  mode: z
    .enum(['enrol', 'alert', 'review', 'shadow'])
    .optional()
    .describe(
      '`enrol` acts by itself, `alert` tells a rep, `review` queues for the weekly review, `shadow` decides and records only. Absent: by fidelity × volume.',
    ),
  fidelity: z.enum(['high', 'low']).default('high'),
  lane: z.enum(['high', 'normal', 'bulk']).optional(),
  priority: z.int().min(0).max(1_000).default(100).describe('When several triggers match, the highest wins; equal ones in order of id.'),
  exemptFrom: z
    .array(z.strictObject({ rule: z.enum(suppressionRuleIds), because: sentence }))
    .default([])
    .describe('Suppression rules that this play is exempt from, with the reason why.'),
  sla: slaSchema,
  actions: z.array(actionSchema).min(1),
  using: z.array(sentence).min(1).describe('The data it uses, in words, for the formula sentence.'),
  why: sentence.describe("In the rep's alert: why now, in one sentence. CEL interpolation as {{ expression }}."),
  firstWords: z.string().max(1_000).optional().describe('Suggested first words; the same interpolation.'),
  owner: policyId.describe('Team member who answers for this play, and who is called when it fails.'),
  onCall: policyId,
  notes: z.string().max(10_000).optional(),
});
export type Trigger = z.output<typeof triggerSchema>;

/** A named definition of whom we sell to, apart from any trigger. Criteria are CEL that answer true, false, or unknown when a fact is missing. */
export const icpSchema = z.strictObject({
  id: policyId,
  name: sentence,
  criteria: z.array(z.strictObject({ id: policyId, must: cel, because: sentence })).min(1),
  unknownIs: z.enum(['fit', 'not-a-fit', 'review']).default('review').describe('What to do when facts are missing.'),
});
export type IcpDefinition = z.output<typeof icpSchema>;

export const suppressionSchema = z.strictObject({
  activeSequence: z.boolean().default(true),
  openOpportunity: z.boolean().default(true),
  customer: z
    .enum(['divert', 'suppress'])
    .default('divert')
    .describe("`divert` sends a customer's signal to their customer-success owner, `suppress` stops it."),
  customerSuccessPool: policyId.optional(),
  doNotContact: z.boolean().default(true),
  competitorDomains: z.array(domainName).default([]).describe('Registrable domains; their subdomains count.'),
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
  bands: z
    .strictObject({ hot: z.number().default(70), warm: z.number().default(40) })
    .prefault({})
    .describe('Lowest score of each band.'),
});
export type ScoringPolicy = z.output<typeof scoringSchema>;

export const territoriesSchema = z.strictObject({
  namedAccounts: z.array(z.strictObject({ domain: domainName, rep: policyId, because: sentence.optional() })).default([]),
  territories: z
    .array(
      z.strictObject({
        id: policyId,
        name: sentence,
        when: cel.describe('CEL over `person`, `company`, `lead`, `signal`. The first in the list that holds wins.'),
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
        capacity: z.int().positive().optional().describe('Open, not yet closed-out leads a member may hold at once.'),
        mode: z.enum(['assign', 'claim']).default('assign'),
        allAway: z.strictObject({ do: z.enum(['hold', 'overflow', 'manager']), pool: policyId.optional() }).prefault({ do: 'hold' }),
      }),
    )
    .min(1),
  defaultPool: policyId.describe('Where a lead goes that no territory takes.'),
});
export type Territories = z.output<typeof territoriesSchema>;
export type Pool = Territories['pools'][number];

const clock = z
  .string({ error: 'must be a time such as "09:00"' })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time such as 09:00');
/** Asking Intl costs a tenth of a millisecond; a team names few zones many times. */
const knownZones = new Set<string>();
const zone = z.string().refine(
  (name) => {
    // An offset such as +02:00 is accepted by Intl and wrong half of the year.
    if (!/^[A-Za-z]/.test(name)) return false;
    if (knownZones.has(name)) return true;
    try {
      new Intl.DateTimeFormat('en', { timeZone: name });
      knownZones.add(name);
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
  week: z
    .partialRecord(z.enum(weekdays), z.array(z.strictObject({ from: clock, to: clock })))
    .describe('Spans of the local day; a span that ends at or before its start goes past midnight.'),
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
  channels: z
    .array(z.enum(['slack', 'email']))
    .default([])
    .describe('Where alerts go, in order; the console inbox is always on.'),
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
  hours: z.record(policyId, workingHoursSchema).default({}).describe('Shared working hours that members name.'),
  members: z.array(memberSchema).min(1),
});

export const enrichmentSchema = z.strictObject({
  deadline: durationMs.default(800).describe('A slow vendor costs facts, never the lead: at the deadline we decide on what is known.'),
  providers: z.array(z.string()).default([]),
  prefer: z
    .record(z.string(), z.array(z.string()))
    .default({})
    .describe('Who wins, field by field, best first; providers not named follow in their order above.'),
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
      retryAfter: z.array(durationMs).min(1).prefault(['1m', '5m', '30m']).describe('Waits before each further try.'),
      pageAfter: durationMs.prefault('2h').describe('Still undone this long after the signal: page.'),
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
