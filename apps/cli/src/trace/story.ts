import type { LeadDetail } from '@firstline/domain/api/leads.schema';
import { leadDetailSchema } from '@firstline/domain/api/leads.schema';
import type { SignalDetail } from '@firstline/domain/api/signals.schema';
import { type TriggerDetail, triggerDetailSchema } from '@firstline/domain/api/triggers.schema';

import { type Api, Refused } from '../http/api.js';
import { findSignal } from './find-signal.js';

/** All that is known of one signal. */
export interface Story {
  signal: SignalDetail;
  lead: LeadDetail | undefined;
  /** As it is published now; undefined when it was taken out since. */
  trigger: TriggerDetail | undefined;
  consoleUrl: string;
}

export async function readStory(api: Api, id: string): Promise<Story> {
  const signal = await findSignal(api, id);
  const [lead, trigger] = await Promise.all([
    signal.leadId === null ? undefined : unlessGone(() => api.get(`/v1/leads/${signal.leadId}`, leadDetailSchema)),
    signal.triggerId === null ? undefined : unlessGone(() => api.get(`/v1/triggers/${signal.triggerId}`, triggerDetailSchema)),
  ]);
  return { signal, lead, trigger, consoleUrl: `${api.baseUrl}/signals/${signal.id}` };
}

/** The lead may have been erased and the play taken out; the signal's own story is still worth reading. */
async function unlessGone<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Refused && (error.status === 404 || error.status === 503)) return undefined;
    throw error;
  }
}
