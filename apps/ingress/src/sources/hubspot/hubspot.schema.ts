import { z } from 'zod';
import { text } from '../lenient.js';

const id = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^\d{1,30}$/, 'must be a number'));

/** One change, as the webhooks API v3 documents it. Ids beyond 2^53 arrive here as their digits. */
export const hubspotEventSchema = z.object({
  eventId: id,
  subscriptionId: id,
  portalId: id,
  appId: id.optional(),
  objectId: id,
  occurredAt: z.number(),
  subscriptionType: z.string().min(1).max(100),
  /** With the generic `object.*` subscriptions. */
  objectTypeId: text(50),
  propertyName: text(200),
  propertyValue: text(20_000),
  changeSource: text(100),
  sourceId: text(200),
});
export type HubspotEvent = z.output<typeof hubspotEventSchema>;
