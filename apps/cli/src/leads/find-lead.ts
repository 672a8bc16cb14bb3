import { type LeadDetail, leadDetailSchema, type LeadListItem, leadPageSchema } from '@firstline/domain/api/leads.schema';
import { type TeamMember, teamListSchema } from '@firstline/domain/api/team.schema';

import { type Api, Refused } from '../http/api.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** What lists show of an id. */
const BEGINNING = /^[0-9a-f]{8,35}$|^[0-9a-f]{8}-[0-9a-f-]*$/i;
/** More than these nobody reads to choose from. */
const OFFERED = 8;

export const shortId = (id: string): string => id.slice(0, 8);

/** By id, by the beginning of an id as lists show it, or by name, address or company. @throws Error when it is none, or several */
export async function findLead(api: Api, text: string): Promise<LeadDetail> {
  const id = UUID.test(text) ? text : (await oneOf(api, text)).id;
  const lead = await api.get(`/v1/leads/${id}`, leadDetailSchema).catch((error: unknown) => {
    throw error instanceof Refused && error.status === 404 ? new Error(`There is no lead ${id}. It may have been erased.`) : error;
  });
  return lead.mergedIntoId === null ? lead : findLead(api, lead.mergedIntoId);
}

async function oneOf(api: Api, text: string): Promise<LeadListItem> {
  const beginning = BEGINNING.test(text);
  const { items } = await api.get(`/v1/leads?limit=100${beginning ? '' : `&q=${encodeURIComponent(text)}`}`, leadPageSchema);
  const found = beginning ? items.filter(({ id }) => id.startsWith(text.toLowerCase())) : closest(items, text);
  const [only] = found;
  if (found.length === 1 && only) return only;
  if (found.length === 0)
    throw new Error(
      beginning
        ? `None of the latest 100 leads has an id that begins with ${text}; give the whole id.`
        : `Nobody is known as "${text}". All of them: npm run firstline -- leads`,
    );
  const lines = found.slice(0, OFFERED).map(({ id, name, company }) => `  ${id}  ${name}${company ? `, ${company}` : ''}`);
  throw new Error(
    `"${text}" could be any of these; say which:\n${lines.join('\n')}${found.length > OFFERED ? `\n  … and ${found.length - OFFERED} more` : ''}`,
  );
}

/** "Ines" is Ines before it is anybody of Analytical Engines. */
export function closest<T extends { name: string }>(items: readonly T[], text: string): readonly T[] {
  const wanted = text.toLowerCase();
  const exact = items.filter(({ name }) => name.toLowerCase() === wanted);
  if (exact.length > 0) return exact;
  const begins = items.filter(({ name }) => ` ${name.toLowerCase()}`.includes(` ${wanted}`));
  return begins.length > 0 ? begins : items;
}

/** By id, or by the beginning of a name. */
export async function findRep(api: Api, text: string): Promise<TeamMember> {
  const { items } = await api.get('/v1/team', teamListSchema);
  const wanted = text.toLowerCase();
  const exact = items.filter(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
  const found = exact.length > 0 ? exact : items.filter(({ id, name }) => id.startsWith(wanted) || name.toLowerCase().startsWith(wanted));
  const [only] = found;
  if (found.length === 1 && only) return only;
  throw new Error(
    `${found.length === 0 ? `Nobody in the team is called "${text}"` : `"${text}" could be several`}: ${(found.length === 0 ? items : found).map(({ id }) => id).join(', ')}.`,
  );
}
