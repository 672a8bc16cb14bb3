import type { LeadRef } from '@firstline/domain/api/list.schema';

/** The columns that every query joins to name a lead. */
export interface NamedLead {
  leadId: string;
  displayName: string | null;
  email: string | null;
  title: string | null;
  company: string | null;
}

/** A lead always has something to call it by. */
export const leadNameOf = ({ leadId, displayName, email, company }: Omit<NamedLead, 'title'>): string =>
  displayName ?? email ?? (company === null ? `Lead ${leadId.slice(0, 8)}` : `Somebody at ${company}`);

export const leadRefOf = (row: NamedLead): LeadRef => ({ id: row.leadId, name: leadNameOf(row), title: row.title, company: row.company });

const textIn = (object: unknown, field: string): string | undefined => {
  const value = typeof object === 'object' && object !== null ? (object as Record<string, unknown>)[field] : undefined;
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
};

/** What the sender said of the person, for a signal whose lead is not resolved yet. */
export function whoOf(body: unknown): string {
  const { person, company } = (body ?? {}) as { person?: unknown; company?: unknown };
  const fullName = [textIn(person, 'firstName'), textIn(person, 'lastName')].filter(Boolean).join(' ');
  const name = textIn(person, 'fullName') ?? (fullName === '' ? undefined : fullName) ?? textIn(person, 'email') ?? textIn(person, 'phone');
  const employer = textIn(company, 'name') ?? textIn(company, 'domain');
  if (name !== undefined) return employer === undefined ? name : `${name}, ${employer}`;
  return employer === undefined ? 'Somebody' : `Somebody at ${employer}`;
}
