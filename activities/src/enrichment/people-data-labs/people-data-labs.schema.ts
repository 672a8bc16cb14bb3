import { z } from 'zod';
import { headcount, said } from '../answers.js';

/** A plan that hides a value shows `true` in its place (and `false` for "there is none"): neither is a fact. */
const shown = z.preprocess((value) => (typeof value === 'boolean' ? undefined : value), said);
const shownList = z.preprocess((value) => (typeof value === 'boolean' ? undefined : value), z.array(shown).nullish());
const shownCount = z.preprocess((value) => (typeof value === 'boolean' ? undefined : value), headcount);

/** The fields we use; there are some two hundred. */
export const personSchema = z.object({
  first_name: shown,
  last_name: shown,
  job_title: shown,
  job_title_role: shown,
  job_title_levels: shownList,
  job_company_name: shown,
  job_company_website: shown,
  job_company_industry: shown,
  job_company_size: shown,
  job_company_location_country: shown,
  mobile_phone: shown,
  linkedin_url: shown,
  location_country: shown,
  location_region: shown,
  location_locality: shown,
});
export type PdlPerson = z.output<typeof personSchema>;
export const personAnswerSchema = z.object({ likelihood: z.number(), data: personSchema });

export const companyAnswerSchema = z.object({
  // Every company that is known has an id: without one this is some other answer.
  id: z.string().min(1),
  name: shown,
  display_name: shown,
  website: shown,
  linkedin_url: shown,
  employee_count: shownCount,
  industry: shown,
  location: z.preprocess(
    (value) => (typeof value === 'boolean' ? undefined : value),
    z.object({ country: shown, region: shown, locality: shown }).nullish(),
  ),
});
export type PdlCompany = z.output<typeof companyAnswerSchema>;

export const noMatchSchema = z.object({ status: z.literal(404), error: z.object({ type: z.literal('not_found') }) });
