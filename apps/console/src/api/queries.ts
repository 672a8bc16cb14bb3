import type { DeadLetterPage } from '@firstline/domain/api/dead-letters.schema';
import type { LeadDetail, LeadPage } from '@firstline/domain/api/leads.schema';
import type { Session } from '@firstline/domain/api/session.schema';
import type { SignalDetail, SignalPage } from '@firstline/domain/api/signals.schema';
import type { Stats } from '@firstline/domain/api/stats.schema';
import type { InboxPage, TeamList } from '@firstline/domain/api/team.schema';
import type { Catalogue, Runbook, TriggerDetail, TriggerList } from '@firstline/domain/api/triggers.schema';
import { queryOptions } from '@tanstack/react-query';
import { api, queryOf, serverClock } from './client.js';

const id = encodeURIComponent;
// Policy changes rarely and lists of names even more rarely; both are read again when the tab comes back.
const RARELY_MS = 60_000;

/** Every read of the console, with its cache key in one place: live events name these keys. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => {
    const sentAtMs = Date.now();
    const session = await api.get<Session>('/v1/session', signal);
    serverClock.heard({ serverMs: Date.parse(session.now), roundedByMs: 0, sentAtMs, receivedAtMs: Date.now() });
    return session;
  },
  staleTime: Infinity,
});

export const statsQuery = (since: string) =>
  queryOptions({ queryKey: ['stats', since], queryFn: ({ signal }) => api.get<Stats>(`/v1/stats${queryOf({ since })}`, signal) });

export const signalQuery = (signalId: string) =>
  queryOptions({ queryKey: ['signal', signalId], queryFn: ({ signal }) => api.get<SignalDetail>(`/v1/signals/${id(signalId)}`, signal) });

export const leadQuery = (leadId: string) =>
  queryOptions({ queryKey: ['lead', leadId], queryFn: ({ signal }) => api.get<LeadDetail>(`/v1/leads/${id(leadId)}`, signal) });

export const waitingLeadsQuery = queryOptions({
  queryKey: ['waiting-leads'],
  queryFn: ({ signal }) => api.get<LeadPage>(`/v1/leads${queryOf({ stage: 'waiting', limit: 100 })}`, signal),
});

export const latestSignalsQuery = queryOptions({
  queryKey: ['latest-signals'],
  queryFn: ({ signal }) => api.get<SignalPage>(`/v1/signals${queryOf({ limit: 12 })}`, signal),
});

export const inboxQuery = (rep: string | null, open: boolean) =>
  queryOptions({
    queryKey: ['inbox', rep ?? '', open],
    queryFn: ({ signal }) => api.get<InboxPage>(`/v1/inbox${queryOf({ rep, open: String(open), limit: 100 })}`, signal),
  });

export const teamQuery = queryOptions({
  queryKey: ['team'],
  queryFn: ({ signal }) => api.get<TeamList>('/v1/team', signal),
  staleTime: RARELY_MS,
});

export const triggersQuery = queryOptions({
  queryKey: ['triggers'],
  queryFn: ({ signal }) => api.get<TriggerList>('/v1/triggers', signal),
  staleTime: RARELY_MS,
});
export const triggerQuery = (triggerId: string) =>
  queryOptions({
    queryKey: ['trigger', triggerId],
    queryFn: ({ signal }) => api.get<TriggerDetail>(`/v1/triggers/${id(triggerId)}`, signal),
    staleTime: RARELY_MS,
  });
export const runbookQuery = (triggerId: string) =>
  queryOptions({
    queryKey: ['runbook', triggerId],
    queryFn: ({ signal }) => api.get<Runbook>(`/v1/triggers/${id(triggerId)}/runbook`, signal),
    staleTime: RARELY_MS,
  });
export const catalogueQuery = queryOptions({
  queryKey: ['catalogue'],
  queryFn: ({ signal }) => api.get<Catalogue>('/v1/catalogue', signal),
  staleTime: RARELY_MS,
});

export const openDeadLettersQuery = queryOptions({
  queryKey: ['dead-letters-open'],
  queryFn: ({ signal }) => api.get<DeadLetterPage>(`/v1/dead-letters${queryOf({ state: 'open', limit: 100 })}`, signal),
});
