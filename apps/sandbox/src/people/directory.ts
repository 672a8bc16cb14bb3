import data from './people.json' with { type: 'json' };

/** What a vendor's file says otherwise. `null`: the vendor does not know them. */
export type CompanyDifference = { employees?: number; industry?: string } | null;
export type PersonDifference = { title?: string; hidden?: string[] } | null;

export interface SandboxCompany {
  domain: string;
  name: string;
  country: string;
  state?: string;
  city: string;
  industry: string;
  employees: number;
  revenueUsd?: number;
  founded: number;
  technologies: string[];
  linkedinUrl: string;
  /** Why this company is in the cast: `enterprise`, `competitor`, `customer`, `tiny` and so on. */
  kind: string;
  apollo: CompanyDifference;
  peopleDataLabs: CompanyDifference;
}

export interface SandboxPerson {
  id: string;
  email: string;
  firstName: string;
  lastName: string;
  title?: string;
  seniority?: string;
  department?: string;
  phone?: string;
  /** Domain of their company. */
  company?: string;
  linkedinUrl: string;
  kind: string;
  apollo: PersonDifference;
  peopleDataLabs: PersonDifference;
}

export const companies: readonly SandboxCompany[] = data.companies;
export const people: readonly SandboxPerson[] = data.people;

const byDomain = new Map(companies.map((company) => [company.domain, company]));

/** Finds a company by its domain, by a subdomain of it, or by a web address. */
export function companyAt(domainOrUrl: string): SandboxCompany | undefined {
  const host = domainOrUrl
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/[/?#].*$/s, '');
  const labels = host.split('.').slice(-6);
  for (let from = 0; from < labels.length - 1; from++) {
    const found = byDomain.get(labels.slice(from).join('.'));
    if (found) return found;
  }
  return undefined;
}

export function companyNamed(name: string): SandboxCompany | undefined {
  const wanted = plain(name);
  if (wanted.length < 3) return undefined;
  return companies.find((company) => plain(company.name) === wanted || withoutLegalForm(plain(company.name)) === wanted);
}

/** Lower case without accents and punctuation: how both vendors compare names. */
export const plain = (text: string): string =>
  text
    .slice(0, 300)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

const withoutLegalForm = (name: string): string =>
  name.replace(/ (ltd|plc|inc|corp|co|company|llc|gmbh|sas|sl|sa|bv|as|kk|oy|pte ltd|pty ltd)$/, '');

export const digitsOf = (phone: string): string => phone.replace(/\D/g, '').slice(-15);
