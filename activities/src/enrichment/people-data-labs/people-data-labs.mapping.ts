import type { Company, Person } from '@firstline/domain/signal/signal';
import { filled } from '../answers.js';
import type { PdlCompany, PdlPerson } from './people-data-labs.schema.js';

/** Their words for seniority to ours (which are Apollo's), highest first: a founder who is also a director counts as founder. */
const levels: readonly [theirs: string, ours: string][] = [
  ['owner', 'owner'],
  ['cxo', 'c_suite'],
  ['partner', 'partner'],
  ['vp', 'vp'],
  ['director', 'director'],
  ['manager', 'manager'],
  ['senior', 'senior'],
  ['entry', 'entry'],
  ['training', 'intern'],
  ['unpaid', 'intern'],
];

export function seniorityFrom(theirs: readonly (string | undefined)[] | null | undefined): string | undefined {
  const given = new Set(theirs?.map((level) => level?.toLowerCase()));
  return levels.find(([level]) => given.has(level))?.[1];
}

/** They leave out the scheme. */
const webAddress = (url: string | undefined): string | undefined =>
  url === undefined || /^https?:\/\//i.test(url) ? url : `https://${url}`;

export function personFrom(person: PdlPerson): Partial<Person> {
  return filled({
    firstName: person.first_name,
    lastName: person.last_name,
    title: person.job_title,
    seniority: seniorityFrom(person.job_title_levels),
    department: person.job_title_role,
    phone: person.mobile_phone,
    country: person.location_country,
    state: person.location_region,
    city: person.location_locality,
    linkedinUrl: webAddress(person.linkedin_url),
  });
}

/** The same person at another firm than the one they write from: their job there says nothing about here. */
export function personElsewhere(person: PdlPerson): Partial<Person> {
  const { title: _title, seniority: _seniority, department: _department, ...rest } = personFrom(person);
  return rest;
}

/**
 * What the person's own record says of the firm, for a company that has no record. Its size is a range ("201-500"), and a lead is
 * never made larger than it is: the lower end.
 */
export function employerFrom(person: PdlPerson): Partial<Company> {
  const least = /^(\d{1,8})(?:-\d{1,8}|\+)$/.exec(person.job_company_size ?? '')?.[1];
  return filled({
    name: person.job_company_name,
    domain: person.job_company_website?.toLowerCase(),
    industry: person.job_company_industry,
    country: person.job_company_location_country,
    employees: least === undefined ? undefined : Number(least),
  });
}

export function companyFrom(company: PdlCompany): Partial<Company> {
  return filled({
    name: company.display_name ?? company.name,
    domain: company.website?.toLowerCase(),
    country: company.location?.country,
    state: company.location?.region,
    city: company.location?.locality,
    industry: company.industry,
    employees: company.employee_count,
    linkedinUrl: webAddress(company.linkedin_url),
  });
}
