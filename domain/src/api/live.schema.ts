import { z } from 'zod';
import { instant, leadRefSchema, repRefSchema, stageSchema } from './list.schema.js';
import { timelineItemSchema } from './story.schema.js';

/**
 * `GET /v1/events`, server-sent. `event:` is the type and `data:` the object; `id:` is the timeline id, and the browser
 * sends it back as Last-Event-ID. `hello` comes first; `reset` says that too much was missed and lists are to be read again.
 * A comment line comes every 15 s.
 */
export const liveEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), now: instant.describe("The server's clock, for countdowns on machines whose clock is wrong.") }),
  z.object({ type: z.literal('reset') }),
  z.object({
    type: z.literal('timeline'),
    entry: timelineItemSchema,
    /** What lists show of it, as of now. */
    lead: leadRefSchema.nullable(),
    stage: stageSchema.nullable().describe('Of the signal.'),
    rep: repRefSchema.nullable().describe('Who is being asked, or has taken it.'),
  }),
]);
export type LiveEvent = z.output<typeof liveEventSchema>;
