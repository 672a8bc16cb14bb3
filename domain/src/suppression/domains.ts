import { getHostname } from 'tldts';
import type { LeadFacts } from '../policy/facts.js';

/** The host of a domain, an address or a URL as people type them, in lower case and without a final dot. */
export function hostOf(text: string): string | undefined {
  const host = getHostname(text.trim().replace(/\.$/, ''), { validateHostname: true });
  return host?.toLowerCase().replace(/\.$/, '') || undefined;
}

/** Whether `host` is `domain` or lies below it: `eu.rival.example` is within `rival.example`, `notrival.example` is not. */
export const isWithin = (host: string, domain: string): boolean => {
  const wanted = domain.toLowerCase().replace(/\.$/, '');
  return host === wanted || host.endsWith(`.${wanted}`);
};

/** Every domain that says where a lead works: the address's, the company's. */
export function domainsOf({ person, company, provenance }: LeadFacts, companyDomain?: string): { domain: string; source: string }[] {
  const sourceOf = (path: string): string => (provenance && Object.hasOwn(provenance, path) ? provenance[path]!.source : 'signal');
  const named = [
    { text: person.email?.slice(person.email.lastIndexOf('@') + 1), source: sourceOf('person.email') },
    { text: company.domain, source: sourceOf('company.domain') },
    { text: companyDomain, source: sourceOf('company.domain') },
  ];
  return named.flatMap(({ text, source }) => {
    const domain = text === undefined ? undefined : hostOf(text);
    return domain === undefined ? [] : [{ domain, source }];
  });
}
