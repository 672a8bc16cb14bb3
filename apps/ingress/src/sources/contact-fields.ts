import type { Attribution, Company, Consent, Person } from '@firstline/domain/signal/signal';
import { cleanText, isRecord, known } from './lenient.js';

type PersonField = Exclude<keyof Person, 'externalIds'>;
type CompanyText = Exclude<keyof Company, 'employees' | 'revenueUsd' | 'technologies'>;

/** Spellings of the same field in forms, traits and product events. Case, spaces, dashes and underscores do not count. */
const personFields: Record<PersonField, readonly string[]> = {
  email: ['email', 'emailaddress', 'workemail', 'businessemail', 'mail'],
  phone: ['phone', 'phonenumber', 'telephone', 'tel', 'mobile', 'mobilephone'],
  firstName: ['firstname', 'givenname', 'forename'],
  lastName: ['lastname', 'surname', 'familyname'],
  fullName: ['fullname', 'name', 'yourname'],
  title: ['title', 'jobtitle', 'role', 'position'],
  seniority: ['seniority'],
  department: ['department'],
  country: ['country', 'countrycode'],
  state: ['state', 'region', 'province'],
  city: ['city', 'town'],
  timeZone: ['timezone'],
  language: ['language', 'locale'],
  linkedinUrl: ['linkedin', 'linkedinurl', 'linkedinprofile'],
};
const companyFields: Record<CompanyText, readonly string[]> = {
  name: ['company', 'companyname', 'organization', 'organisation', 'employer'],
  domain: ['companydomain', 'website', 'companywebsite', 'domain'],
  country: ['companycountry'],
  state: ['companystate'],
  city: ['companycity'],
  industry: ['industry', 'companyindustry'],
  linkedinUrl: ['companylinkedin', 'companylinkedinurl'],
};
const sizeFields = ['employees', 'companysize', 'employeecount', 'numberofemployees', 'headcount'];
const utmFields = ['source', 'medium', 'campaign', 'term', 'content', 'id'] as const;
/** Case-sensitive in their values; some sites send the cookie's name. */
const clickIdFields: Record<string, string> = {
  gclid: 'gclid',
  gbraid: 'gbraid',
  wbraid: 'wbraid',
  fbclid: 'fbclid',
  fbc: 'fbc',
  fbp: 'fbp',
  lifatid: 'li_fat_id',
  msclkid: 'msclkid',
  ttclid: 'ttclid',
};
const landingFields = ['landingpage', 'landingurl', 'pageurl', 'page'];
const referrerFields = ['referrer', 'referer'];
const sessionFields = ['sessionid', 'gaclientid'];
const consentFields = ['consent', 'marketingconsent', 'emailconsent', 'optin', 'newsletter'];
const consentTextFields = ['consenttext', 'consentversion', 'consenttextversion'];

export interface ContactFields {
  person: Person;
  company: Company;
  attribution: Attribution;
  consent: Consent;
  /** What is none of these. */
  rest: Record<string, unknown>;
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/**
 * Sorts flat fields by what they say: of the person, the company, or where they came from.
 * @param own the connection's names for fields that we do not know by ourselves: `work_mail` → `person.email`
 */
export function contactFields(fields: Record<string, unknown>, own: Readonly<Record<string, string>> = {}): ContactFields {
  const left = new Map(Object.entries(fields));
  const placed = placeOwn(left, own);
  const take = (names: readonly string[], max?: number): string | undefined => {
    let found: string | undefined;
    for (const [name, value] of left) {
      const value_ = names.includes(plain(name)) ? cleanText(value, max) : undefined;
      if (value_ === undefined) continue;
      found ??= value_;
      left.delete(name);
    }
    return found;
  };
  const takeAll = <K extends string>(table: Record<K, readonly string[]>) =>
    known(
      Object.fromEntries(
        Object.entries<readonly string[]>(table).map(([field, names]) => [field, take(names, field.endsWith('Url') ? 2_048 : 300)]),
      ),
    ) as Partial<Record<K, string>>;

  const firm = companyRecord(takeRecord(left, 'company'));
  const attribution = takeAttribution(left, take);
  const consent = known({ email: truth(take(consentFields)), text: take(consentTextFields, 4_000) });
  const companyText = takeAll(companyFields);
  const employees = headcount(take(sizeFields));
  const person = takeAll(personFields);
  const company = { ...companyText, ...(employees === undefined ? {} : { employees }) };
  return {
    person: { ...person, ...placed.person },
    company: { ...company, ...firm, ...placed.company },
    attribution,
    consent,
    rest: { ...Object.fromEntries(left), ...placed.properties },
  };
}

/** A company in an object of its own: its fields need no prefix there. */
function companyRecord(fields: Record<string, unknown>): Company {
  const byName = new Map(Object.entries(fields).map(([name, value]) => [plain(name), value]));
  const first = (names: readonly string[], max?: number): string | undefined =>
    names.map((name) => cleanText(byName.get(name), max)).find((value) => value !== undefined);
  const { technologies } = fields;
  return known({
    name: first(['name', 'companyname']),
    domain: first(['domain', 'website']),
    country: first(['country', 'countrycode']),
    state: first(['state', 'region']),
    city: first(['city']),
    industry: first(['industry']),
    linkedinUrl: first(['linkedinurl', 'linkedin'], 2_048),
    employees: headcount(first(sizeFields)),
    technologies: Array.isArray(technologies) ? technologies.slice(0, 200).flatMap((name) => cleanText(name) ?? []) : undefined,
  });
}

function placeOwn(left: Map<string, unknown>, own: Readonly<Record<string, string>>) {
  const placed: Record<'person' | 'company' | 'properties', Record<string, unknown>> = { person: {}, company: {}, properties: {} };
  for (const [name, place] of Object.entries(own)) {
    const value = cleanText(left.get(name));
    if (value === undefined) continue;
    const [group, field] = place.split('.') as ['person' | 'company' | 'properties', string];
    placed[group][field] = group === 'company' && field === 'employees' ? headcount(value) : value;
    left.delete(name);
  }
  return { person: placed.person as Person, company: placed.company as Company, properties: placed.properties };
}

function takeAttribution(left: Map<string, unknown>, take: (names: readonly string[], max?: number) => string | undefined): Attribution {
  const nestedUtm = takeRecord(left, 'utm');
  const utm = known(Object.fromEntries(utmFields.map((field) => [field, take([`utm${field}`]) ?? cleanText(nestedUtm[field])])));
  const nestedIds = takeRecord(left, 'clickids');
  const ids = Object.entries(clickIdFields).map(([spelled, name]) => [name, take([spelled], 1_000) ?? cleanText(nestedIds[name], 1_000)]);
  const clickIds = known(Object.fromEntries(ids)) as Record<string, string>;
  return known({
    utm: Object.keys(utm).length > 0 ? utm : undefined,
    clickIds: Object.keys(clickIds).length > 0 ? clickIds : undefined,
    landingPage: take(landingFields, 2_048),
    referrer: take(referrerFields, 2_048),
    sessionId: take(sessionFields),
  });
}

function takeRecord(left: Map<string, unknown>, name: string): Record<string, unknown> {
  for (const [key, value] of left) {
    if (plain(key) !== name || !isRecord(value)) continue;
    left.delete(key);
    return value;
  }
  return {};
}

const yes = new Set(['true', 'yes', 'on', '1', 'y']);
const no = new Set(['false', 'no', 'off', '0', 'n']);
const truth = (value: string | undefined): boolean | undefined => {
  const word = value?.toLowerCase();
  return word === undefined ? undefined : yes.has(word) ? true : no.has(word) ? false : undefined;
};

/** `1200`, `1,200`, and of a range such as `51-200` the lower end: a lead is never made larger than it said. */
function headcount(value: string | undefined): number | undefined {
  const digits = value === undefined ? undefined : /\d[\d,.']*/.exec(value)?.[0].replaceAll(/[,.']/g, '');
  const count = Number(digits);
  return digits !== undefined && Number.isSafeInteger(count) && count <= 10_000_000 ? count : undefined;
}
