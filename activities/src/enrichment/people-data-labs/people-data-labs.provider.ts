import { registrableDomain } from '@firstline/domain/identity/domain-name';
import type { Config } from '@firstline/platform/config/config';
import { sandboxUrl } from '@firstline/platform/config/sandbox-url';
import { Secret } from '@firstline/platform/config/secret';
import type { EnrichmentProvider, EnrichmentQuestion } from '../enrichment.port.js';
import { filled } from '../answers.js';
import type { PdlQuery, PdlSettings, PeopleDataLabsClient } from './people-data-labs.client.js';
import { companyFrom, employerFrom, personElsewhere, personFrom } from './people-data-labs.mapping.js';

/** The desk cuts a look-up off after 5 s; ours is the shorter of the two, so that the failure says what happened. */
const TIMEOUT_MS = 4_500;

/** @returns undefined without a key: then nobody is asked */
export function peopleDataLabsSettings(config: Config): PdlSettings | undefined {
  if (config.PDL_API_KEY) return { baseUrl: config.PDL_URL, key: config.PDL_API_KEY, timeoutMs: TIMEOUT_MS };
  const sandbox = sandboxUrl(config, 'people-data-labs/v5');
  return sandbox ? { baseUrl: sandbox, key: new Secret('sandbox'), timeoutMs: TIMEOUT_MS } : undefined;
}

export function peopleDataLabsProvider(client: PeopleDataLabsClient): EnrichmentProvider {
  return {
    name: 'people-data-labs',
    cacheKey: (question) => {
      const asked = whatToAsk(question);
      return asked.person || asked.domain ? JSON.stringify(asked) : undefined;
    },
    /** Both at once: a person's record holds little of their company, so the second question is asked anyway. */
    async lookup(question, signal) {
      const { person: query, domain } = whatToAsk(question);
      const [person, company] = await Promise.all([
        query ? client.enrichPerson(query, signal) : null,
        domain ? client.enrichCompany(domain, signal) : null,
      ]);
      const website = person?.job_company_website;
      const elsewhere = domain !== undefined && website !== undefined && registrableDomain(website) !== registrableDomain(domain);
      const firm = company ? companyFrom(company) : person && !elsewhere ? employerFrom(person) : {};
      const somebody = person ? (elsewhere ? personElsewhere(person) : personFrom(person)) : {};
      return { found: Object.keys(somebody).length + Object.keys(firm).length > 0, person: somebody, company: firm };
    },
  };
}

/** By e-mail when there is one, else by profile, else by name at a company; and the company by its domain. */
function whatToAsk({ email, firstName, lastName, companyDomain, companyName, linkedinUrl }: EnrichmentQuestion): {
  person?: PdlQuery;
  domain?: string;
} {
  const company = companyDomain ?? companyName;
  const person: PdlQuery | undefined = email
    ? { email: email.toLowerCase() }
    : linkedinUrl
      ? { profile: linkedinUrl }
      : firstName && lastName && company
        ? { first_name: firstName, last_name: lastName, company }
        : undefined;
  return filled({ person, domain: companyDomain });
}
