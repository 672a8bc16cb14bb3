import { z } from 'zod';
import { counted, headcount, said } from '../answers.js';

/** The fields we use; Apollo sends some hundred more. */
export const organizationSchema = z.object({
  id: said,
  name: said,
  primary_domain: said,
  linkedin_url: said,
  estimated_num_employees: headcount,
  annual_revenue: counted,
  industry: said,
  country: said,
  state: said,
  city: said,
  technology_names: z.array(said).nullish(),
});
export type ApolloOrganization = z.output<typeof organizationSchema>;

export const personSchema = z.object({
  first_name: said,
  last_name: said,
  title: said,
  seniority: said,
  departments: z.array(said).nullish(),
  linkedin_url: said,
  country: said,
  state: said,
  city: said,
  organization: organizationSchema.nullish(),
});
export type ApolloPerson = z.output<typeof personSchema>;

// No match is `null`; a missing key is an answer of some other kind.
export const matchSchema = z.object({ person: personSchema.nullable() });
export const enrichSchema = z.object({ organization: organizationSchema.nullable() });
