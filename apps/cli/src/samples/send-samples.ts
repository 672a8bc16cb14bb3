import { setTimeout as sleep } from 'node:timers/promises';
import { signalPageSchema, type SignalListItem } from '@firstline/domain/api/signals.schema';
import { signalId } from '@firstline/domain/signal/signal-id';
import { isEnd } from '@firstline/domain/signal/stage';
import colours from 'picocolors';
import type { SignedRequest } from '../senders/senders.js';
import type { SendSamples } from '../up/send-samples.js';
import { cast, type Sample } from './cast.js';
import { seedCrm } from './seed-crm.js';

/** Long enough for the slowest sample (an ad lead that is fetched, on a cold start); then the tour goes on without it. */
const waitMs = 20_000;
/** Between samples: the terminal is read by a person. */
const paceMs = 60;

interface Sent {
  sample: Sample;
  ids: string[];
  repeat: boolean;
}

/** Sends the sample signals as their senders would, and prints a line for each lead as it happens. */
export const sendSamples: SendSamples = async ({ baseUrl, operatorKey, ingestKey, env, say, signal }) => {
  if (env['DATABASE_URL']) await seedCrm(env['DATABASE_URL']);
  const samples = cast({
    baseUrl,
    ingestKey,
    nowMs: Date.now(),
    run: String(Date.now()),
    secret: (name) => {
      const value = env[name];
      if (!value) throw new Error(`${name} is not set; connections.yaml names it`);
      return value;
    },
  });
  const api = peopleApi(baseUrl, operatorKey, signal);
  const told = new Set<string>();
  for (const sample of samples) {
    const sent = await send(baseUrl, sample, signal);
    if (sent.repeat) say(`${colours.dim('repeat'.padEnd(11))} ${sample.shows}: nothing happened a second time`);
    else await tell(sent, api, say, told);
    await sleep(paceMs, undefined, { signal });
  }
};

async function send(baseUrl: string, sample: Sample, signal: AbortSignal): Promise<Sent> {
  const answers = await Promise.all(sample.requests.map((request) => post(baseUrl, request, signal)));
  return { sample, ids: answers.flatMap(({ ids }) => ids), repeat: answers.every(({ status }) => status === 'duplicate') };
}

async function post(
  baseUrl: string,
  { path, headers, body, event }: SignedRequest,
  signal: AbortSignal,
): Promise<{ ids: string[]; status: string }> {
  const response = await fetch(new URL(path, baseUrl), { method: 'POST', headers, body, signal });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 300)}`);
  const answer = (event ? {} : JSON.parse(text || '{}')) as { id?: string; status?: string; results?: { id: string; status: string }[] };
  if (event) return { ids: [signalId(event)], status: 'accepted' };
  const results = answer.results ?? (answer.id ? [{ id: answer.id, status: answer.status ?? 'accepted' }] : []);
  return {
    ids: results.map(({ id }) => id),
    status: results.length > 0 && results.every((result) => result.status === 'duplicate') ? 'duplicate' : 'accepted',
  };
}

interface PeopleApi {
  signal(id: string): Promise<SignalListItem>;
  repOf(leadId: string): Promise<{ id: string; name: string } | undefined>;
  take(leadId: string, repId: string): Promise<void>;
}

function peopleApi(baseUrl: string, key: string, signal: AbortSignal): PeopleApi {
  const call = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const response = await fetch(new URL(path, baseUrl), {
      ...init,
      signal,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
    return response.json();
  };
  return {
    signal: async (id) => {
      const { items } = signalPageSchema.parse(await call(`/v1/signals?q=${id}`));
      if (!items[0]) throw new Error(`signal ${id} was accepted, but /v1/signals does not show it`);
      return items[0];
    },
    repOf: async (leadId) => {
      const lead = (await call(`/v1/leads/${leadId}`)) as {
        assignment?: { repId: string; repName?: string; rep?: { id: string; name: string } } | null;
      };
      const { assignment } = lead;
      return assignment ? (assignment.rep ?? { id: assignment.repId, name: assignment.repName ?? assignment.repId }) : undefined;
    },
    take: async (leadId, repId) => {
      await call(`/v1/leads/${leadId}/acknowledge`, { method: 'POST', body: JSON.stringify({ repId }) });
    },
  };
}

/** One line: who, what became of it, whose it is, and how long that took. */
async function tell({ sample, ids }: Sent, api: PeopleApi, say: (line: string) => void, told: Set<string>): Promise<void> {
  for (const id of ids) {
    const item = await settled(api, id);
    const rep = item.lead && (item.stage === 'waiting' || item.stage === 'taken') ? await api.repOf(item.lead.id) : undefined;
    const first = !told.has(id);
    told.add(id);
    if (first) say(line(item, rep?.name, sample.shows));
    if (sample.taken && rep && item.lead) {
      await api.take(item.lead.id, rep.id);
      say(`${colours.green('taken'.padEnd(11))} ${rep.name} took ${item.who}`);
    }
  }
}

async function settled(api: PeopleApi, id: string): Promise<SignalListItem> {
  const untilMs = Date.now() + waitMs;
  for (;;) {
    const item = await api.signal(id);
    const alerted = (item.stage === 'waiting' || item.stage === 'held') && (item.msToAlerted !== null || item.stage === 'held');
    if (alerted || isEnd(item.stage) || Date.now() > untilMs) return item;
    await sleep(40);
  }
}

const colourOf = (stage: string): ((text: string) => string) => {
  if (stage === 'waiting' || stage === 'taken') return colours.green;
  return stage === 'suppressed' || stage === 'unqualified' || stage === 'failed' ? colours.yellow : colours.dim;
};

function line(item: SignalListItem, rep: string | undefined, shows: string): string {
  const outcome = item.stage === 'waiting' ? 'offered' : item.stage;
  const ms = item.msToAlerted ?? item.msToAssigned;
  const parts = [item.who.padEnd(22), rep ? `→ ${rep}` : (item.endedBecause ?? ''), ms === null ? '' : `${ms} ms`].filter(
    (part) => part.trim() !== '',
  );
  return `${colourOf(item.stage)(outcome.padEnd(11))} ${parts.join('  ')}  ${colours.dim(shows)}`;
}
