import { z } from 'zod';
import { isSignalType, type SignalType } from './signal-types.js';

/** Bump when a stored signal could no longer be read by the current schema; a migration of stored rows goes with it. */
export const SIGNAL_VERSION = 1;

// Sizes bound what a hostile sender can store; each is several times the longest genuine value we know of.
const short = z.string().trim().max(300);
const long = z.string().trim().max(4_000);
const url = z.string().trim().max(2_048);

const instant = z.iso.datetime({ offset: true, error: 'must be an ISO 8601 date-time with an offset, such as 2026-11-21T09:14:03Z' });

/** A flat answer or property: nested objects are allowed to a small depth, enforced by the ingress before this schema runs. */
const json: z.ZodType<JsonValue> = z.lazy(() =>
  z.union([z.string().max(20_000), z.number(), z.boolean(), z.null(), z.array(json).max(1_000), z.record(z.string().max(200), json)]),
);
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

export const personSchema = z.object({
  email: short.optional(),
  phone: short.optional(),
  firstName: short.optional(),
  lastName: short.optional(),
  fullName: short.optional(),
  title: short.optional(),
  seniority: short.optional(),
  department: short.optional(),
  country: short.optional(),
  state: short.optional(),
  city: short.optional(),
  timeZone: short.optional(),
  language: short.optional(),
  linkedinUrl: url.optional(),
  /** Ids the sender knows this person by, such as `{ "segment.userId": "u_1001" }`. Exact-match identity keys. */
  externalIds: z.record(z.string().max(100), short).optional(),
});
export type Person = z.infer<typeof personSchema>;

export const companySchema = z.object({
  name: short.optional(),
  domain: short.optional(),
  country: short.optional(),
  state: short.optional(),
  city: short.optional(),
  industry: short.optional(),
  employees: z.number().int().nonnegative().max(10_000_000).optional(),
  /** Yearly, US dollars. */
  revenueUsd: z.number().nonnegative().optional(),
  technologies: z.array(short).max(200).optional(),
  linkedinUrl: url.optional(),
});
export type Company = z.infer<typeof companySchema>;

export const attributionSchema = z.object({
  utm: z.object({ source: short, medium: short, campaign: short, term: short, content: short, id: short }).partial().optional(),
  /** Case-sensitive; up to 512 characters are seen in the wild. */
  clickIds: z.record(z.string().max(40), z.string().max(1_000)).optional(),
  landingPage: url.optional(),
  referrer: url.optional(),
  campaignId: short.optional(),
  adId: short.optional(),
  formId: short.optional(),
  sessionId: short.optional(),
});
export type Attribution = z.infer<typeof attributionSchema>;

export const consentSchema = z.object({
  email: z.boolean().optional(),
  phone: z.boolean().optional(),
  /** The words agreed to, or their version. */
  text: long.optional(),
  givenAt: instant.optional(),
});
export type Consent = z.infer<typeof consentSchema>;

const signalType = z
  .string()
  .max(60)
  .refine(isSignalType, {
    error: ({ input }) => `"${String(input)}" is not a signal type; GET /v1/catalogue lists them`,
  }) as unknown as z.ZodType<SignalType, string>;

/** What the caller of `POST /v1/signals` sends. The connection comes from its key. */
export const signalInputSchema = z.object({
  eventId: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces'),
  type: signalType,
  occurredAt: instant,
  person: personSchema.default({}),
  company: companySchema.default({}),
  attribution: attributionSchema.default({}),
  consent: consentSchema.default({}),
  properties: z.record(z.string().max(200), json).default({}),
  /** The provider says that this is its test event: stored and shown, never acted on. */
  test: z.boolean().default(false),
});
export type SignalInput = z.input<typeof signalInputSchema>;
/** A signal as a source's normaliser hands it over: everything but what the ingress adds. */
export type NormalisedSignal = z.output<typeof signalInputSchema> & {
  /**
   * False when the webhook carries only ids (Meta lead ads): an activity fetches the rest before anything is decided.
   * Absent means complete.
   */
  complete?: boolean;
};

export const signalSchema = signalInputSchema.extend({
  version: z.literal(SIGNAL_VERSION),
  id: z.uuid(),
  connection: z.string(),
  receivedAt: instant,
  lane: z.enum(['high', 'normal', 'bulk']),
  complete: z.boolean().default(true),
});
/** One normalised event, with a connection and an event id: the unit of work. */
export type Signal = z.output<typeof signalSchema>;
