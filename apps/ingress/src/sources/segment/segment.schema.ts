import { z } from 'zod';
import { anything, record, text } from '../lenient.js';

const page = z
  .object({ url: text(2_048), path: text(2_048), referrer: text(2_048), title: text() })
  .catch({ url: undefined, path: undefined, referrer: undefined, title: undefined });
const campaign = z
  .object({ source: text(), medium: text(), name: text(), term: text(), content: text(), id: text() })
  .catch({ source: undefined, medium: undefined, name: undefined, term: undefined, content: undefined, id: undefined });

/** The fields of Segment's spec that we use. */
export const segmentEventSchema = z.object({
  type: z.string().max(40),
  messageId: text(1_000),
  userId: text(),
  anonymousId: text(),
  event: text(200),
  name: text(200),
  timestamp: anything,
  originalTimestamp: anything,
  properties: record,
  traits: record,
  context: z
    .object({ traits: record, page: page.optional(), campaign: campaign.optional(), locale: text(), timezone: text() })
    .catch({ traits: {}, locale: undefined, timezone: undefined }),
});
export type SegmentEvent = z.output<typeof segmentEventSchema>;
