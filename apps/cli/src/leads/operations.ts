import type { LeadDetail } from '@firstline/domain/api/leads.schema';
import { operationAnswerSchema, type OperationAnswer } from '@firstline/domain/api/lead-operations.schema';

import type { Api } from '../http/api.js';
import { findLead, findRep } from './find-lead.js';

export interface OperationOptions {
  rep?: string;
  to?: string;
  because?: string;
  for?: number;
  note?: string;
}

/** What a person does with a lead. Each answer is exact and is shown as it stands; a refusal says who has the lead. */
export const operations = {
  take: async (api: Api, lead: LeadDetail, { rep }: OperationOptions) =>
    post(api, lead, 'acknowledge', { repId: await repId(api, lead, rep) }),
  pass: async (api: Api, lead: LeadDetail, { rep, because }: OperationOptions) => {
    const from = rep ? (await findRep(api, rep)).id : undefined;
    return post(api, lead, 'reassign', { as: 'passed', because, ...(from ? { repId: from } : {}), ...roundOf(lead) });
  },
  reassign: async (api: Api, lead: LeadDetail, { to, because }: OperationOptions) => {
    const toRepId = to ? (await findRep(api, to)).id : undefined;
    return post(api, lead, 'reassign', { because, ...(toRepId ? { toRepId } : {}), ...roundOf(lead) });
  },
  snooze: async (api: Api, lead: LeadDetail, { for: forMinutes }: OperationOptions) =>
    post(api, lead, 'snooze', { forMinutes, ...roundOf(lead) }),
  cancel: async (api: Api, lead: LeadDetail, { because }: OperationOptions) => post(api, lead, 'cancel', { because }),
};

export async function recordOutcome(api: Api, text: string, outcome: string, note: string | undefined): Promise<OperationAnswer> {
  return post(api, await findLead(api, text), 'outcome', { outcome, ...(note ? { note } : {}) });
}

const post = (api: Api, lead: LeadDetail, verb: string, body: object): Promise<OperationAnswer> =>
  api.post(`/v1/leads/${lead.id}/${verb}`, operationAnswerSchema, body);

/** What was on screen: a later round is then left alone. */
const roundOf = ({ assignment }: LeadDetail): { round?: number } => (assignment ? { round: assignment.round } : {});

async function repId(api: Api, { assignment, name }: LeadDetail, rep: string | undefined): Promise<string> {
  if (rep) return (await findRep(api, rep)).id;
  if (assignment) return assignment.rep.id;
  throw new Error(`Nobody is asked about ${name} at the moment, so say who takes it: --rep <id>`);
}
