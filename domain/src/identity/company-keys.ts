import type { Company, Person } from '../signal/signal.js';
import { coreCompanyName } from './company-name.js';
import { registrableDomain } from './domain-name.js';
import { parseEmail } from './email.js';
import { companyLinkedin } from './linkedin.js';
import { mailDomainKind } from './mail-domains.js';

/** What recognises a company: its domain and page are proof, its core name is a hint that needs a second sign. */
export interface CompanyKey {
  kind: 'domain' | 'linkedin' | 'name';
  value: string;
}

/** The host part of the person's address in ASCII, whoever runs it. */
export const emailDomain = (person: Person): string | undefined => (person.email ? parseEmail(person.email)?.domain : undefined);

/**
 * The registrable domain of their company: what the company's own field says, else the work e-mail.
 * Never a free-mail, disposable or access provider's: those join strangers.
 */
export function companyDomainOf(person: Person, company: Company): string | undefined {
  const website = company.domain ? ownDomain(company.domain) : undefined;
  if (website && !sharedHosts.has(website)) return website;
  const host = emailDomain(person);
  return host ? ownDomain(host) : undefined;
}

function ownDomain(text: string): string | undefined {
  const domain = registrableDomain(text);
  return domain && mailDomainKind(domain) === 'work' ? domain : undefined;
}

/** People paste links to their page there into "website". Who works there is still known by the e-mail. */
const sharedHosts = new Set([
  'linkedin.com',
  'facebook.com',
  'instagram.com',
  'twitter.com',
  'x.com',
  'youtube.com',
  'github.com',
  'google.com',
  'linktr.ee',
  'bit.ly',
  'wa.me',
  't.me',
  'tiktok.com',
]);

export function companyKeys(person: Person, company: Company): CompanyKey[] {
  const domain = companyDomainOf(person, company);
  const page = companyLinkedin(company.linkedinUrl);
  const name = company.name ? coreCompanyName(company.name) : '';
  return [
    ...(domain ? [{ kind: 'domain' as const, value: domain }] : []),
    ...(page ? [{ kind: 'linkedin' as const, value: page }] : []),
    ...(name ? [{ kind: 'name' as const, value: name }] : []),
  ];
}
