import { z } from 'zod';

/** An instant at the HTTP edge: ISO 8601 in UTC. */
export const instant = z.iso.datetime();

/**
 * How every list is read: newest first, page by page. A cursor names the last row seen, so that rows which arrive
 * meanwhile neither repeat nor hide one.
 */
export const pageQuerySchema = z.object({
  cursor: z.string().max(300).optional().describe('`nextCursor` of the page before.'),
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Items a page, 1 to 100.'),
});
export type PageQuery = z.output<typeof pageQuerySchema>;

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable().describe('Null on the last page.') });
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** Somebody of the team. The name of a person who left the policy is their id. */
export const repRefSchema = z.object({ id: z.string(), name: z.string() });
export type RepRef = z.output<typeof repRefSchema>;

/** Enough of a lead to name it in a row. */
export const leadRefSchema = z.object({ id: z.string(), name: z.string(), title: z.string().nullable(), company: z.string().nullable() });
export type LeadRef = z.output<typeof leadRefSchema>;

export const stageSchema = z.enum([
  'received',
  'resolving',
  'enriching',
  'qualifying',
  'routing',
  'acting',
  'waiting',
  'held',
  'taken',
  'unanswered',
  'merged',
  'unqualified',
  'suppressed',
  'review',
  'recorded',
  'cancelled',
  'failed',
]);
export const layerSchema = z.enum(['ingestion', 'qualification', 'execution']);
export const laneSchema = z.enum(['high', 'normal', 'bulk']);
