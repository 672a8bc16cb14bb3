import { z } from 'zod';
import { anything, text } from '../lenient.js';

/** Ids come as strings or as numbers; both end as their digits. */
export const leadgenSchema = z.object({
  leadgen_id: z
    .union([z.string(), z.number()])
    .transform(String)
    .pipe(z.string().regex(/^\d{1,30}$/, 'must be digits')),
  page_id: text(),
  form_id: text(),
  ad_id: text(),
  adgroup_id: text(),
  created_time: anything,
});

export const notificationSchema = z.object({
  object: z.string().max(100),
  entry: z
    .array(z.object({ id: text(), changes: z.array(z.object({ field: z.string().max(100), value: anything })).default([]) }))
    .max(1_000),
});
