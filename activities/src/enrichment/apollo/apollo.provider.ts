import { registrableDomain } from '@firstline/domain/identity/domain-name';
import type { Config } from '@firstline/platform/config/config';
import { sandboxUrl } from '@firstline/platform/config/sandbox-url';
import { Secret } from '@firstline/platform/config/secret';
import type { EnrichmentAnswer, EnrichmentProvider, EnrichmentQuestion } from '../enrichment.port.js';
import { filled } from '../answers.js';
import type { ApolloClient, ApolloSettings, PersonQuery } from './apollo.client.js';
import { companyFrom, personElsewhere, personFrom } from './apollo.mapping.js';
import type { ApolloOrganization } from './apollo.schema.js';

/** The desk cuts a look-up off after 5 s; ours is the shorter of the two, so that the failure says what happened. */
const TIMEOUT_MS = 4_500;

/** @returns undefined without a key: then nobody is asked */
export function apolloSettings(config: Config): ApolloSettings | undefined {
  if (config.APOLLO_API_KEY) return { baseUrl: config.APOLLO_URL, key: config.APOLLO_API_KEY, timeoutMs: TIMEOUT_MS };
  const sandbox = sandboxUrl(config, 'apollo/api/v1');
  return sandbox ? { baseUrl: sandbox, key: new Secret('sandbox'), timeoutMs: TIMEOUT_MS } : undefined;
}

export function apolloProvider(client: ApolloClient): EnrichmentProvider {
  return {
    name: 'apollo',
    cacheKey: (question) => {
      const asked = whatToAsk(question);
      return asked.person || asked.domain ? JSON.stringify(asked) : undefined;
    },
    async lookup(question, signal) {
      const { person: query, domain } = whatToAsk(question);
      const person = query ? await client.matchPerson(query, signal) : null;
      const theirs = person?.organization ?? null;
      // A matched person brings their company along. It is asked for by itself only when it is not the one the lead came from.
      const theSame = theirs && (!domain || sameDomain(theirs, domain));
      const organization = theSame || !domain ? theirs : await client.enrichOrganization(domain, signal);
      const here = !theirs || theSame || (organization?.id !== undefined && organization.id === theirs.id);
      return answerFrom(person ? (here ? personFrom(person) : personElsewhere(person)) : {}, organization ? companyFrom(organization) : {});
    },
  };
}

/** By e-mail when there is one, else by name at a company, else by profile; and the company by its domain. */
function whatToAsk({ email, firstName, lastName, companyDomain, companyName, linkedinUrl }: EnrichmentQuestion): {
  person?: PersonQuery;
  domain?: string;
} {
  const person: PersonQuery | undefined = email
    ? { email: email.toLowerCase() }
    : linkedinUrl
      ? { linkedin_url: linkedinUrl }
      : firstName && lastName && (companyDomain || companyName)
        ? filled({
            first_name: firstName,
            last_name: lastName,
            domain: companyDomain,
            organization_name: companyDomain ? undefined : companyName,
          })
        : undefined;
  return { ...(person ? { person } : {}), ...(companyDomain ? { domain: companyDomain } : {}) };
}

const sameDomain = ({ primary_domain }: ApolloOrganization, domain: string): boolean =>
  primary_domain !== undefined && registrableDomain(primary_domain) === registrableDomain(domain);

const answerFrom = (person: EnrichmentAnswer['person'], company: EnrichmentAnswer['company']): EnrichmentAnswer => ({
  found: Object.keys(person).length + Object.keys(company).length > 0,
  person,
  company,
});
