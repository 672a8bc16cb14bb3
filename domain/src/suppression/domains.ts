import { asciiHost } from '../identity/domain-name.js';
import { sourceName } from '../identity/fact-value.js';
import type { LeadFacts } from '../policy/facts.js';

/** The host of a domain, an address or a URL as people type them, in lower-case ASCII. */
export function hostOf(text: string): string | undefined {
  const trimmed = text.trim();
  const withoutScheme = trimmed.replace(/^(?:[a-z][a-z0-9+.-]*:)?\/\//i, '');
  return asciiHost(
    withoutScheme
      .replace(/[/?#].*$/s, '')
      .replace(/^.*@/, '')
      .replace(/:\d*$/, ''),
  );
}

/** Whether `host` is `domain` or lies below it: `eu.rival.example` is within `rival.example`, `notrival.example` is not. */
export function isWithin(host: string, domain: string): boolean {
  const wanted = hostOf(domain);
  return wanted !== undefined && (host === wanted || host.endsWith(`.${wanted}`));
}

/** Every domain that says where a lead works: the address's, the company's. */
export function domainsOf({ person, company, provenance }: LeadFacts, companyDomain?: string): { domain: string; source: string }[] {
  const sourceOf = (path: string): string =>
    provenance && Object.hasOwn(provenance, path) ? sourceName(provenance[path]!.source) : 'signal';
  const named = [
    { text: person.email, source: sourceOf('person.email') },
    { text: company.domain, source: sourceOf('company.domain') },
    { text: companyDomain, source: sourceOf('company.domain') },
  ];
  return named.flatMap(({ text, source }) => {
    const domain = text === undefined ? undefined : hostOf(text);
    return domain === undefined ? [] : [{ domain, source }];
  });
}
