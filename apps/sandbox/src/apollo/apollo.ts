import { createHash } from 'node:crypto';
import { companies, companyAt, companyNamed, people, plain, type SandboxCompany, type SandboxPerson } from '../people/directory.js';
import type { JsonValue } from '../json.js';
import type { HttpVendor, LimitState, VendorCall, VendorReply } from '../vendor.js';

/**
 * Apollo's enrichment as its pages describe it: `x-api-key`, parameters in the query string, no match is a 200 with `person: null`.
 * Keys that begin with `invalid`, `unscoped` or `no-credits` are answered as such a key would be.
 */
export class ApolloSandbox implements HttpVendor {
  readonly name = 'apollo';
  readonly latency = { ms: 20, jitterMs: 40 };
  #matches = 0;
  #misses = 0;

  answer(call: VendorCall): VendorReply {
    const headers = limitHeaders(call.limit);
    const path = call.path.replace(/^\/api/, '').replace(/\/$/, '');
    const endpoint = `${call.method} ${path}`;
    const refusal = refuseKey(call, `api${path}`);
    if (refusal) return { ...refusal, headers: { ...refusal.headers, ...headers } };
    if (endpoint === 'POST /v1/people/match') return { headers, ...this.#matchPerson(call.query) };
    if (endpoint === 'GET /v1/organizations/enrich') return { headers, ...this.#enrichOrganization(call.query) };
    return { status: 404, headers, body: { error: `The sandbox's Apollo has no ${endpoint.slice(0, 200)}.` } };
  }

  #matchPerson(query: URLSearchParams): VendorReply {
    const asked = ['id', 'email', 'hashed_email', 'linkedin_url', 'name', 'first_name', 'last_name'].some((name) => query.get(name));
    if (!asked) return unprocessable('One of id, email, hashed_email, linkedin_url or a name is needed to match a person.');
    const person = people.find((candidate) => candidate.apollo !== null && isMeant(candidate, query));
    this.#count(person);
    return { status: 200, body: { person: person ? personOf(person) : null } };
  }

  #enrichOrganization(query: URLSearchParams): VendorReply {
    const domain = query.get('domain');
    if (!domain) return unprocessable('The parameter domain is needed to enrich an organization.');
    const company = companyAt(domain);
    const known = company?.apollo === null ? undefined : company;
    this.#count(known);
    return { status: 200, body: { organization: known ? organizationOf(known) : null } };
  }

  #count(found: unknown): void {
    if (found) this.#matches++;
    else this.#misses++;
  }

  fail({ status = 500, error }: { status?: number; error?: string }): VendorReply {
    return { status, body: { error: error ?? `Sandbox fault: Apollo answers ${status}.` } };
  }

  tooMany(limit: LimitState, retryAfterSeconds: number): VendorReply {
    return {
      status: 429,
      headers: { ...limitHeaders(limit), 'retry-after': String(retryAfterSeconds) },
      body: { message: `Sandbox: more than ${limit.perMinute} calls in this minute.` },
    };
  }

  twisted(): JsonValue {
    return {
      person: {
        id: 17,
        title: { $ne: null },
        email: ['sandbox'],
        linkedin_url: false,
        organization: { name: 0, primary_domain: [], estimated_num_employees: 'many', annual_revenue: {} },
      },
    };
  }

  state(): JsonValue {
    return {
      people: people.filter((person) => person.apollo).length,
      organizations: companies.filter((company) => company.apollo).length,
      matches: this.#matches,
      misses: this.#misses,
    };
  }

  forget(): void {
    this.#matches = 0;
    this.#misses = 0;
  }
}

function refuseKey(call: VendorCall, endpoint: string): VendorReply | undefined {
  const header = call.headers['x-api-key'];
  const key = typeof header === 'string' ? header : '';
  if (key === '' || key.startsWith('invalid'))
    return { status: 401, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'Invalid access credentials.' };
  if (key.startsWith('unscoped'))
    return {
      status: 403,
      body: { error: `${endpoint.slice(0, 100)} is not accessible with this api_key`, error_code: 'API_INACCESSIBLE' },
    };
  if (key.startsWith('no-credits')) return unprocessable('Sandbox: this team has no credits left.');
  return undefined;
}

const unprocessable = (error: string): VendorReply => ({ status: 422, body: { error } });

function isMeant(person: SandboxPerson, query: URLSearchParams): boolean {
  const email = query.get('email')?.trim().toLowerCase();
  if (email) return person.email === email;
  const hashed = query.get('hashed_email')?.trim().toLowerCase();
  if (hashed) return hashed === digest('sha256', person.email) || hashed === digest('md5', person.email);
  const id = query.get('id');
  if (id) return id === `sandbox-apollo-${person.id}`;
  const linkedin = query.get('linkedin_url');
  if (linkedin) return sameProfile(linkedin, person.linkedinUrl);

  const name = plain(query.get('name') ?? `${query.get('first_name') ?? ''} ${query.get('last_name') ?? ''}`);
  if (name !== plain(`${person.firstName} ${person.lastName}`)) return false;
  // A name alone is nobody in particular.
  const domain = query.get('domain');
  const employer = query.get('organization_name');
  const company = (domain ? companyAt(domain) : undefined) ?? (employer ? companyNamed(employer) : undefined);
  return company !== undefined && company.domain === person.company;
}

const digest = (algorithm: 'md5' | 'sha256', text: string): string => createHash(algorithm).update(text).digest('hex');

const sameProfile = (one: string, other: string): boolean => {
  const slug = (address: string): string =>
    address
      .toLowerCase()
      .replace(/\/+$/, '')
      .replace(/^.*\/in\//, '');
  return slug(one) === slug(other);
};

function personOf(person: SandboxPerson): JsonValue {
  const company = person.company ? companyAt(person.company) : undefined;
  const knownCompany = company?.apollo === null ? undefined : company;
  return {
    id: `sandbox-apollo-${person.id}`,
    first_name: person.firstName,
    last_name: person.lastName,
    name: `${person.firstName} ${person.lastName}`,
    title: person.apollo?.title ?? person.title ?? null,
    headline: person.title ?? null,
    seniority: person.seniority ?? null,
    departments: person.department ? [person.department] : [],
    linkedin_url: person.linkedinUrl,
    email: person.email,
    email_status: 'verified',
    country: company ? countryName(company.country) : null,
    state: company?.state ?? null,
    city: company?.city ?? null,
    organization_id: knownCompany ? `sandbox-apollo-org-${knownCompany.domain}` : null,
    organization: knownCompany ? organizationOf(knownCompany) : null,
  };
}

function organizationOf(company: SandboxCompany): JsonValue {
  return {
    id: `sandbox-apollo-org-${company.domain}`,
    name: company.name,
    website_url: `https://${company.domain}`,
    primary_domain: company.domain,
    linkedin_url: company.linkedinUrl,
    estimated_num_employees: company.apollo?.employees ?? company.employees,
    annual_revenue: company.revenueUsd ?? null,
    industry: company.apollo?.industry ?? company.industry,
    founded_year: company.founded,
    country: countryName(company.country),
    state: company.state ?? null,
    city: company.city,
    technology_names: company.technologies,
  };
}

/** Apollo spells countries out in English. */
const countryNames = new Intl.DisplayNames(['en'], { type: 'region' });
const countryName = (code: string): string => countryNames.of(code) ?? code;

/** Three fixed windows, as Apollo tells them. Only the minute is enforced here. */
function limitHeaders({ perMinute, left }: LimitState): Record<string, string> {
  const used = perMinute - left;
  return {
    'x-rate-limit-minute': String(perMinute),
    'x-minute-usage': String(used),
    'x-minute-requests-left': String(left),
    'x-rate-limit-hourly': String(perMinute * 60),
    'x-hourly-requests-left': String(perMinute * 60 - used),
    'x-rate-limit-24-hour': String(perMinute * 1_440),
    'x-24-hour-requests-left': String(perMinute * 1_440 - used),
  };
}
