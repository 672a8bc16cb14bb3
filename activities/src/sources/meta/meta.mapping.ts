import type { Attribution, Company, JsonValue, NormalisedSignal, Person } from '@firstline/domain/signal/signal';
import type { MetaLead } from './meta.schema.js';

export type FetchedLead = Pick<NormalisedSignal, 'person' | 'company' | 'attribution' | 'properties' | 'test'>;

/** Names of Meta's own questions. Whatever a form asks beside them is kept as an answer, under its own name. */
const personFields: Record<string, keyof Omit<Person, 'externalIds'>> = {
  work_email: 'email',
  email: 'email',
  work_phone_number: 'phone',
  phone_number: 'phone',
  first_name: 'firstName',
  last_name: 'lastName',
  full_name: 'fullName',
  job_title: 'title',
  country: 'country',
  state: 'state',
  province: 'state',
  city: 'city',
};
const companyFields: Record<string, 'name' | 'domain'> = { company_name: 'name', website: 'domain' };

/** As long as our own fields may be. */
const SHORT = 300;
const ANSWER = 4_000;

/**
 * A lead in our words.
 * @param ids what the webhook said, for what the lead itself leaves out
 */
export function leadFrom(lead: MetaLead, ids: { formId?: string; adId?: string } = {}): FetchedLead {
  const person: Person = {};
  const company: Company = {};
  const answers = new Map<string, JsonValue>();
  let test = false;
  for (const { name, values } of lead.field_data) {
    const given = values.map((value) => clean(value, ANSWER)).filter((value) => value !== '');
    // Meta's test tool fills every field with words of this form; no person wrote them.
    if (given.some((value) => isDummy(value))) {
      test = true;
      continue;
    }
    const [first] = given;
    if (first === undefined) continue;
    const personField = ownEntry(personFields, name);
    const companyField = ownEntry(companyFields, name);
    // The work address comes before the private one, whichever the form asked first.
    if (personField && (person[personField] === undefined || name.startsWith('work_'))) person[personField] = clean(first, SHORT);
    else if (companyField && company[companyField] === undefined) company[companyField] = clean(first, SHORT);
    else answers.set(clean(name, 200), given.length === 1 ? first : given.slice(0, 100));
  }
  return { person, company, attribution: attributionOf(lead, ids), properties: propertiesOf(lead, answers), test };
}

export const isDummy = (value: string): boolean => /^<test lead: dummy data for .{0,200}>$/i.test(value);

function attributionOf(lead: MetaLead, ids: { formId?: string; adId?: string }): Attribution {
  const known = {
    campaignId: textOf(lead.campaign_id),
    adId: textOf(lead.ad_id) ?? ids.adId,
    formId: textOf(lead.form_id) ?? ids.formId,
  };
  const utm = { source: sourceOf(lead.platform), campaign: textOf(lead.campaign_name) };
  return defined({
    ...known,
    utm: utm.source || utm.campaign ? defined({ ...utm, medium: lead.is_organic ? 'organic' : 'paid_social' }) : undefined,
  });
}

const sourceOf = (platform: string | null | undefined): string | undefined =>
  platform === 'ig' ? 'instagram' : platform === 'fb' ? 'facebook' : textOf(platform);

function propertiesOf(lead: MetaLead, answers: ReadonlyMap<string, JsonValue>): Record<string, JsonValue> {
  const consents = (lead.custom_disclaimer_responses ?? [])
    .slice(0, 50)
    .map(({ checkbox_key, is_checked }): [string, boolean] => [
      clean(checkbox_key, 200),
      is_checked === true || is_checked === '1' || is_checked === 'true',
    ]);
  return defined({
    platform: textOf(lead.platform),
    adName: textOf(lead.ad_name),
    adSetId: textOf(lead.adset_id),
    campaignName: textOf(lead.campaign_name),
    organic: lead.is_organic ?? undefined,
    answers: recordOf(answers),
    disclaimers: recordOf(consents),
  });
}

/** Without characters that a database refuses (NUL, half a surrogate pair), and no longer than its place. */
const clean = (text: string, most: number): string => text.toWellFormed().replaceAll('\u0000', '').trim().slice(0, most).toWellFormed();

/** `__proto__` as a key would not be an entry but the object's ancestor. */
function recordOf(entries: Iterable<[string, JsonValue]>): Record<string, JsonValue> | undefined {
  const own = [...entries].filter(([name]) => name !== '__proto__');
  return own.length > 0 ? Object.fromEntries(own) : undefined;
}

/** A field named `constructor` is a question somebody wrote, not a property of our table. */
const ownEntry = <T>(table: Record<string, T>, name: string): T | undefined => (Object.hasOwn(table, name) ? table[name] : undefined);
const textOf = (given: string | number | null | undefined): string | undefined =>
  given === null || given === undefined ? undefined : clean(String(given), SHORT) || undefined;
const defined = <T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
