import { deadLetterPageSchema } from '@firstline/domain/api/dead-letters.schema';
import { leadDetailSchema } from '@firstline/domain/api/leads.schema';
import { type SignalDetail, signalDetailSchema, signalPageSchema } from '@firstline/domain/api/signals.schema';
import { signalId } from '@firstline/domain/signal/signal-id';

import { type Api, Refused } from '../http/api.js';
import { ago } from '../screen/times.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** More than these nobody reads to choose from. */
const OFFERED = 8;

/**
 * The signal that is meant by whatever id is at hand: its own, that of its event, of its lead or of its workflow.
 * @throws Error saying what was looked for, or which ones it could be
 */
export async function findSignal(api: Api, text: string): Promise<SignalDetail> {
  const [, connection, eventId] = /^signal\/([^/]+)\/(.+)$/s.exec(text) ?? [];
  if (connection !== undefined && eventId !== undefined) return byId(api, signalId({ connection, eventId }), text);
  if (text.startsWith('dead-letter/')) return byId(api, await signalOfDeadLetter(api, text), text);
  if (UUID.test(text)) return (await signalOrUndefined(api, text)) ?? byId(api, await signalOfLead(api, text), text);
  return byId(api, await bySearch(api, text), text);
}

async function byId(api: Api, id: string | undefined, text: string): Promise<SignalDetail> {
  const found = id === undefined ? undefined : await signalOrUndefined(api, id);
  if (found) return found;
  throw new Error(
    `Nothing is known as "${text}": no signal, event, lead or workflow has this id.\n` +
      'Signals are kept for 30 days unless the connection says otherwise. The latest ones: npm run firstline -- leads',
  );
}

async function signalOrUndefined(api: Api, id: string): Promise<SignalDetail | undefined> {
  return unless404(() => api.get(`/v1/signals/${id}`, signalDetailSchema));
}

/** Of a lead, the signal whose workflow pursues it. */
async function signalOfLead(api: Api, id: string): Promise<string | undefined> {
  const lead = await unless404(() => api.get(`/v1/leads/${id}`, leadDetailSchema));
  if (lead?.mergedIntoId) return signalOfLead(api, lead.mergedIntoId);
  return lead?.episode?.ownerSignalId ?? lead?.signals[0]?.id;
}

async function signalOfDeadLetter(api: Api, workflowId: string): Promise<string | undefined> {
  for (const state of ['open', 'healed', 'discarded']) {
    const { items } = await api.get(`/v1/dead-letters?state=${state}&limit=100`, deadLetterPageSchema);
    const found = items.find((item) => item.workflowId === workflowId);
    if (found) return found.signalId;
  }
  return undefined;
}

async function bySearch(api: Api, text: string): Promise<string | undefined> {
  const { items } = await api.get(`/v1/signals?limit=50&q=${encodeURIComponent(text)}`, signalPageSchema);
  const exact = items.filter((item) => item.eventId === text);
  const found = exact.length > 0 ? exact : items;
  if (found.length <= 1) return found[0]?.id;
  const nowMs = Date.now();
  const lines = found
    .slice(0, OFFERED)
    .map(
      (item) => `  ${item.id}  ${item.stage.padEnd(11)} ${ago(Date.parse(item.receivedAt), nowMs).padEnd(10)} ${item.who}, ${item.type}`,
    );
  throw new Error(
    `"${text}" could be any of these; say which:\n${lines.join('\n')}${found.length > OFFERED ? `\n  … and ${found.length - OFFERED} more` : ''}`,
  );
}

async function unless404<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return undefined;
    throw error;
  }
}
