import { z } from 'zod';
import { type SignalType, signalTypes } from '../signal/signal-types.js';

/** Stands in addresses, workflow ids, metrics and search attributes: short, and no slash. */
export const connectionId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'must be lower-case letters, digits and dashes, such as website-form');

/** Where a secret is, never the secret itself. */
export const secretRef = z.union([
  z.strictObject({
    env: z.string().regex(/^[A-Z][A-Z0-9_]{0,99}$/, 'must be the name of an environment variable, such as HUBSPOT_CLIENT_SECRET'),
  }),
  z.strictObject({ file: z.string().min(1).max(500) }),
]);
export type SecretRef = z.output<typeof secretRef>;

const secrets = z
  .strictObject({
    current: secretRef.describe('What requests are verified with.'),
    previous: secretRef.optional().describe('The one before, while it is being rotated. Both are accepted.'),
  })
  .describe('References: `{ env: NAME }` or `{ file: path }`.');

const signalType = z.enum(Object.keys(signalTypes) as [SignalType, ...SignalType[]]);
const signalTypeOrIgnore = z.union([signalType, z.literal('ignore')]);
const origin = z.string().regex(/^https?:\/\/[a-z0-9.:[\]-]+$/, 'must be an origin such as https://www.example.com, without a path');
const webAddress = z.url({ protocol: /^https?$/ });

const common = {
  id: connectionId,
  name: z.string().trim().min(1).max(100).describe('For people.'),
  lane: z.enum(['high', 'normal', 'bulk']).optional().describe('Which queue its signals wait in. Absent: by the type of the signal.'),
  // Far above what a source sends by itself, low enough that a sender in a loop cannot fill the disk overnight.
  ratePerMinute: z.int().min(1).max(600_000).default(12_000).describe('Deliveries a minute; beyond it the answer is 429 with Retry-After.'),
  dedupeDays: z
    .int()
    .min(1)
    .max(400)
    .default(30)
    .describe('How long the same event id is recognised, which is how long its signal is kept.'),
};

const eventName = z.string().min(1).max(200);

/** Our own API: `POST /v1/signals` with a key that belongs to this connection. */
const canonical = z.strictObject({ ...common, kind: z.literal('canonical') });

const standardWebhooks = z.strictObject({
  ...common,
  kind: z.literal('standard-webhooks'),
  secrets: secrets.describe('`whsec_…` (shared) or `whpk_…` (the public key of the sender).'),
  options: z
    .strictObject({
      types: z
        .record(eventName, signalTypeOrIgnore)
        .default({})
        .describe('Your event types and what they are to us: `user.signed_up: product.trial_started`.'),
    })
    .prefault({}),
});

const form = z.strictObject({
  ...common,
  kind: z.literal('form'),
  options: z.strictObject({
    origins: z.array(origin).min(1).max(100).describe('Websites that may post: the browser says from which one.'),
    form: z.string().trim().min(1).max(100).default('contact').describe('Name of the form when a post does not carry one.'),
    honeypot: z
      .string()
      .min(1)
      .max(100)
      .default('hp_field')
      .describe('A field that people do not see; what fills it is a program, and is dropped.'),
    thankYouUrl: webAddress.optional().describe('Where a plain HTML post is sent afterwards. Absent: a short page of ours.'),
    errorUrl: webAddress.optional().describe('Where a plain HTML post with a missing field is sent. Absent: the problem as JSON.'),
    perAddressPerMinute: z.int().min(1).max(100_000).default(240).describe('Posts a minute from one network address.'),
    fields: z
      .record(
        z.string().min(1).max(100),
        z.string().regex(/^(person|company|properties)\.[A-Za-z]{1,40}$/, 'must be a place such as person.email'),
      )
      .default({})
      .describe('Field names of yours that we do not know by ourselves: `work_mail: person.email`.'),
  }),
});

const hubspot = z.strictObject({
  ...common,
  kind: z.literal('hubspot'),
  secrets: secrets.describe("The app's client secret."),
  options: z
    .strictObject({
      events: z
        .record(
          eventName,
          z.union([
            signalTypeOrIgnore,
            z.strictObject({ type: signalType, atLeast: z.number().describe('Only when the new value is a number of at least this.') }),
          ]),
        )
        .default({})
        .describe(
          '`subscriptionType` or `subscriptionType:property` and what it is to us: `contact.propertyChange:demo_date: form.submitted`.',
        ),
    })
    .prefault({}),
});

const segment = z.strictObject({
  ...common,
  kind: z.literal('segment'),
  secrets: secrets.describe('The shared secret of the destination.'),
  options: z
    .strictObject({
      events: z
        .record(eventName, signalTypeOrIgnore)
        .default({})
        .describe('Names of track events and what they are to us: `Demo Requested: form.submitted`.'),
      batchHeader: z
        .strictObject({ name: z.string().regex(/^[a-z0-9-]{1,60}$/, 'must be a lower-case header name'), secret: secretRef })
        .optional()
        .describe('Segment signs only the first item of a batch. Batches of several are taken only when they carry this header.'),
    })
    .prefault({}),
});

const meta = z.strictObject({
  ...common,
  kind: z.literal('meta'),
  secrets: secrets.describe('The app secret.'),
  options: z.strictObject({
    verifyToken: secretRef.describe('What Meta must send back when the webhook is saved: any long random text.'),
    accessToken: secretRef.describe("A system user's page token with leads_retrieval: the lead itself is fetched with it."),
  }),
});

export const connectionSchema = z.discriminatedUnion('kind', [canonical, standardWebhooks, form, hubspot, segment, meta]);
/** A configured inbound source: an id, a provider kind, where its secrets are. */
export type Connection = z.output<typeof connectionSchema>;
export type ConnectionKind = Connection['kind'];
export type ConnectionOf<K extends ConnectionKind> = Extract<Connection, { kind: K }>;

/** `connections.yaml` */
export const connectionsFileSchema = z.strictObject({
  connections: z.array(connectionSchema).max(500).describe('Every place that signals come from.'),
});

/** For completion in an editor: `config/schemas/connections.schema.json`. */
export const connectionsJsonSchema = (): Record<string, unknown> => ({
  title: 'Firstline connections.yaml',
  ...z.toJSONSchema(connectionsFileSchema, { io: 'input', unrepresentable: 'any' }),
});
