import type { Company, Person } from '@firstline/domain/signal/signal';
import { filled } from '../answers.js';
import type { ApolloOrganization, ApolloPerson } from './apollo.schema.js';

/** Apollo's words for seniority are ours: owner, founder, c_suite, partner, vp, head, director, manager, senior, entry, intern. */
export function personFrom(person: ApolloPerson): Partial<Person> {
  return filled({
    firstName: person.first_name,
    lastName: person.last_name,
    title: person.title,
    seniority: person.seniority?.toLowerCase(),
    department: person.departments?.find((name) => name !== undefined),
    country: person.country,
    state: person.state,
    city: person.city,
    linkedinUrl: person.linkedin_url,
  });
}

/** The same person, seen at another firm than the one they write from: who they are there says nothing about who they are here. */
export function personElsewhere(person: ApolloPerson): Partial<Person> {
  const { title: _title, seniority: _seniority, department: _department, ...rest } = personFrom(person);
  return rest;
}

export function companyFrom(organization: ApolloOrganization): Partial<Company> {
  const technologies = organization.technology_names?.filter((name) => name !== undefined).slice(0, 200);
  return filled({
    name: organization.name,
    domain: organization.primary_domain?.toLowerCase(),
    country: organization.country,
    state: organization.state,
    city: organization.city,
    industry: organization.industry,
    employees: organization.estimated_num_employees,
    revenueUsd: organization.annual_revenue,
    technologies: technologies?.length ? technologies : undefined,
    linkedinUrl: organization.linkedin_url,
  });
}
