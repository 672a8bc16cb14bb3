import { z } from 'zod';

const text = z.string().nullish();
/** Ids come as strings, and from some fields as numbers. */
const id = z.union([z.string(), z.number()]).nullish();

/** The fields we ask for. A field that a form does not have is left out of the answer. */
export const leadSchema = z.object({
  id: z.union([z.string(), z.number()]),
  created_time: text,
  ad_id: id,
  ad_name: text,
  adset_id: id,
  campaign_id: id,
  campaign_name: text,
  form_id: id,
  is_organic: z.boolean().nullish(),
  platform: text,
  field_data: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
  custom_disclaimer_responses: z
    .array(z.object({ checkbox_key: z.string(), is_checked: z.union([z.boolean(), z.string()]).nullish() }))
    .nullish(),
});
export type MetaLead = z.output<typeof leadSchema>;

export const graphErrorSchema = z.object({
  error: z.object({
    code: z.number().int(),
    error_subcode: z.number().int().optional().catch(undefined),
    is_transient: z.boolean().optional().catch(undefined),
  }),
});
export type GraphError = z.output<typeof graphErrorSchema>['error'];
