import {
  companies,
  companyAt,
  companyNamed,
  digitsOf,
  people,
  plain,
  type SandboxCompany,
  type SandboxPerson,
} from '../people/directory.js';
import type { JsonObject, JsonValue } from '../json.js';
import type { HttpVendor, LimitState, VendorCall, VendorReply } from '../vendor.js';

/**
 * People Data Labs v5: a match carries a likelihood from 1 to 10, no match is a 404 that costs nothing, and a field that the plan
 * hides comes as `true`. Keys that begin with `invalid`, `forbidden`, `no-credits` or `free-plan` are answered as such a key would be.
 */
export class PeopleDataLabsSandbox implements HttpVendor {
  readonly name = 'people-data-labs';
  readonly latency = { ms: 20, jitterMs: 40 };
  #creditsSpent = 0;
  #misses = 0;

  answer(call: VendorCall): VendorReply {
    const headers = limitHeaders(call.limit);
    const path = call.path.replace(/\/$/, '');
    if (path !== '/v5/person/enrich' && path !== '/v5/company/enrich')
      return { headers, ...problem(404, 'not_found', 'The sandbox has no such endpoint.') };
    if (call.method !== 'GET')
      return { headers, ...problem(405, 'invalid_request_error', 'The method is not allowed for this endpoint; use GET.') };
    const key = call.headers['x-api-key'] ?? call.query.get('api_key');
    const refusal = refuseKey(typeof key === 'string' ? key : '');
    if (refusal) return { headers, ...refusal };
    const hidesContacts = String(key).startsWith('free-plan');
    const answer = path === '/v5/person/enrich' ? this.#enrichPerson(call.query, hidesContacts) : this.#enrichCompany(call.query);
    if (answer.status === 200) this.#creditsSpent++;
    if (answer.status === 404) this.#misses++;
    return { headers, ...answer };
  }

  #enrichPerson(query: URLSearchParams, hidesContacts: boolean): VendorReply {
    const keys = ['email', 'phone', 'profile', 'pdl_id'].filter((name) => query.get(name));
    const byName = Boolean(
      (query.get('name') ?? (query.get('first_name') && query.get('last_name'))) && (query.get('company') ?? query.get('location')),
    );
    if (keys.length === 0 && !byName)
      return problem(400, 'invalid_request_error', 'Give an email, a phone, a profile, or a name together with a company.');
    const least = Number(query.get('min_likelihood') ?? 2);
    if (!Number.isInteger(least) || least < 1 || least > 10)
      return problem(400, 'invalid_request_error', 'min_likelihood must be a whole number from 1 to 10.');

    let best: { person: SandboxPerson; likelihood: number } | undefined;
    for (const person of people) {
      if (person.peopleDataLabs === null) continue;
      const likelihood = likelihoodOf(person, query);
      if (likelihood > (best?.likelihood ?? 0)) best = { person, likelihood };
    }
    if (!best || best.likelihood < least) return noMatch();
    const data = personOf(best.person, { titlecase: query.get('titlecase') === 'true', hidesContacts });
    const missing = (query.get('required') ?? '')
      .split(/\s+and\s+|,/i)
      .map((field) => field.trim())
      .find((field) => field && (data[field] ?? null) === null);
    if (missing) return noMatch();
    return { status: 200, body: { status: 200, likelihood: best.likelihood, data } };
  }

  #enrichCompany(query: URLSearchParams): VendorReply {
    const website = query.get('website');
    const name = query.get('name');
    if (!website && !name) return problem(400, 'invalid_request_error', 'Give a website or a name.');
    const company = (website ? companyAt(website) : undefined) ?? (name ? companyNamed(name) : undefined);
    if (!company || company.peopleDataLabs === null) return noMatch();
    return { status: 200, body: { status: 200, likelihood: website ? 10 : 7, ...companyOf(company, query.get('titlecase') === 'true') } };
  }

  fail({ status = 500, error }: { status?: number; error?: string }): VendorReply {
    return problem(status, error ?? 'internal_server_error', `Sandbox fault: People Data Labs answers ${status}.`);
  }

  tooMany(limit: LimitState, retryAfterSeconds: number): VendorReply {
    return {
      ...problem(429, 'rate_limit_error', 'Sandbox: too many requests in this minute.'),
      headers: { ...limitHeaders(limit), 'retry-after': String(retryAfterSeconds) },
    };
  }

  twisted(): JsonValue {
    return {
      status: 'fine',
      likelihood: 'very',
      data: {
        id: {},
        full_name: 3,
        job_title: true,
        job_company_name: [],
        job_company_size: 12,
        work_email: { sandbox: true },
        linkedin_url: null,
      },
    };
  }

  state(): JsonValue {
    return {
      people: people.filter((person) => person.peopleDataLabs).length,
      companies: companies.filter((company) => company.peopleDataLabs).length,
      creditsSpent: this.#creditsSpent,
      misses: this.#misses,
    };
  }

  forget(): void {
    this.#creditsSpent = 0;
    this.#misses = 0;
  }
}

function refuseKey(key: string): VendorReply | undefined {
  if (key === '' || key.startsWith('invalid')) return problem(401, 'authentication_error', 'Sandbox: the API key is missing or wrong.');
  if (key.startsWith('forbidden')) return problem(403, 'forbidden', 'Sandbox: this key may not use the endpoint.');
  if (key.startsWith('no-credits')) return problem(402, 'payment_required', 'Sandbox: all credits of this account are used.');
  return undefined;
}

const problem = (status: number, type: string, message: string): VendorReply => ({ status, body: { status, error: { type, message } } });
const noMatch = (): VendorReply => problem(404, 'not_found', 'Sandbox: no record fits the request.');

/** An address or profile of one's own is near certain; a name in the right company is only likely. */
function likelihoodOf(person: SandboxPerson, query: URLSearchParams): number {
  const email = query.get('email')?.trim().toLowerCase();
  if (email && email === person.email) return 10;
  const profile = query
    .get('profile')
    ?.toLowerCase()
    .replace(/\/+$/, '')
    .replace(/^(https?:\/\/)?(www\.)?/, '');
  if (profile && profile === person.linkedinUrl.replace(/^https:\/\/www\./, '')) return 10;
  if (query.get('pdl_id') === `sandbox-pdl-${person.id}`) return 10;
  const phone = digitsOf(query.get('phone') ?? '');
  if (phone.length >= 7 && person.phone && digitsOf(person.phone) === phone) return 8;
  const name = plain(query.get('name') ?? `${query.get('first_name') ?? ''} ${query.get('last_name') ?? ''}`);
  const asked = query.get('company');
  const company = asked ? (companyAt(asked) ?? companyNamed(asked)) : undefined;
  return company && company.domain === person.company && name === plain(`${person.firstName} ${person.lastName}`) ? 6 : 0;
}

function personOf(person: SandboxPerson, { titlecase, hidesContacts }: { titlecase: boolean; hidesContacts: boolean }): JsonObject {
  const shown = (text: string): string => (titlecase ? text : text.toLowerCase());
  const company = person.company ? companyAt(person.company) : undefined;
  const known = company?.peopleDataLabs === null ? undefined : company;
  const title = person.peopleDataLabs?.title ?? person.title;
  const data: JsonObject = {
    id: `sandbox-pdl-${person.id}`,
    full_name: shown(`${person.firstName} ${person.lastName}`),
    first_name: shown(person.firstName),
    last_name: shown(person.lastName),
    linkedin_url: person.linkedinUrl.replace(/^https:\/\/www\./, ''),
    work_email: person.company ? person.email : null,
    mobile_phone: person.phone ? `+${digitsOf(person.phone)}` : null,
    job_title: title ? shown(title) : null,
    job_title_role: person.department ?? null,
    job_title_levels: person.seniority ? [levelOf(person.seniority)] : [],
    job_company_name: known ? shown(known.name) : null,
    job_company_website: known?.domain ?? null,
    job_company_size: known ? sizeOf(employeesOf(known)) : null,
    job_company_industry: known ? shown(known.peopleDataLabs?.industry ?? known.industry) : null,
    job_company_location_country: known ? shown(countryName(known.country)) : null,
    location_country: company ? shown(countryName(company.country)) : null,
    location_locality: company ? shown(company.city) : null,
  };
  // "There is one, but not on your plan": not a value, though it is truthy.
  const hidden = hidesContacts ? ['work_email', 'mobile_phone'] : (person.peopleDataLabs?.hidden ?? []);
  for (const field of hidden) data[field] = true;
  return data;
}

function companyOf(company: SandboxCompany, titlecase: boolean): JsonObject {
  const shown = (text: string): string => (titlecase ? text : text.toLowerCase());
  const employees = employeesOf(company);
  return {
    id: `sandbox-pdl-company-${company.domain}`,
    name: shown(company.name),
    display_name: company.name,
    website: company.domain,
    linkedin_url: company.linkedinUrl.replace(/^https:\/\/www\./, ''),
    size: sizeOf(employees),
    employee_count: employees,
    industry: shown(company.peopleDataLabs?.industry ?? company.industry),
    founded: company.founded,
    location: {
      name: shown(`${company.city}, ${countryName(company.country)}`),
      locality: shown(company.city),
      region: company.state ? shown(company.state) : null,
      country: shown(countryName(company.country)),
    },
    tags: company.technologies,
  };
}

const employeesOf = (company: SandboxCompany): number => company.peopleDataLabs?.employees ?? company.employees;

const sizes: [number, string][] = [
  [10, '1-10'],
  [50, '11-50'],
  [200, '51-200'],
  [500, '201-500'],
  [1_000, '501-1000'],
  [5_000, '1001-5000'],
  [10_000, '5001-10000'],
];
const sizeOf = (employees: number): string => sizes.find(([upTo]) => employees <= upTo)?.[1] ?? '10001+';

/** Their words for seniority differ from Apollo's. */
const levels: Record<string, string> = { c_suite: 'cxo', head: 'director', founder: 'owner' };
const levelOf = (seniority: string): string => levels[seniority] ?? seniority;

const countryNames = new Intl.DisplayNames(['en'], { type: 'region' });
const countryName = (code: string): string => countryNames.of(code) ?? code;

function limitHeaders({ perMinute, left, resetsInSeconds }: LimitState): Record<string, string> {
  return { 'x-ratelimit-limit': String(perMinute), 'x-ratelimit-remaining': String(left), 'x-ratelimit-reset': String(resetsInSeconds) };
}
