import { randomUUID } from 'node:crypto';
import type { Database } from '@firstline/platform/db/db';
import type {
  Activities,
  ActActivities,
  DeadLetterActivities,
  LookupActivities,
  QualifyActivities,
  RetentionActivities,
} from './activities.js';
import { createExecutor } from './actions/execute.js';
import { freshSuppression } from './actions/fresh-suppression.js';
import type { Performer } from './actions/performer.port.js';
import { crmPerformers } from './crm/crm.performers.js';
import type { Crm } from './crm/crm.port.js';
import { createDeadLetterActivities } from './dead-letter/dead-letter.activities.js';
import { ProviderDesk } from './enrichment/ask-providers.js';
import { createEnrichmentActivities } from './enrichment/enrichment.activities.js';
import type { EnrichmentProvider } from './enrichment/enrichment.port.js';
import { createEpisodesActivities } from './episodes/episodes.activities.js';
import { createLeadsActivities } from './leads/leads.activities.js';
import { inboxAlert, inboxUpdate } from './notify/inbox/inbox.performers.js';
import { channelsOf } from './notify/channels.js';
import { PolicyBook } from './policy/policy-book.js';
import { createQualificationActivities } from './qualification/qualification.activities.js';
import { createRetentionActivities } from './retention/retention.activities.js';
import { createRoutingActivities } from './routing/routing.activities.js';
import type { LeadFetcher } from './sources/lead-fetcher.port.js';
import { createSourcesActivities } from './sources/sources.activities.js';

export interface ActivityDeps {
  db: Database;
  crm: Crm;
  providers: readonly EnrichmentProvider[];
  fetchers: readonly LeadFetcher[];
  /** Message services and paging, beside the inbox and the CRM. */
  performers: readonly Performer[];
  kindOf: (connection: string) => string | undefined | Promise<string | undefined>;
  /** `dedupeDays` of each connection, as configured now. */
  dedupeDays: () => Promise<Readonly<Record<string, number>>>;
  publicUrl: string;
  now?: () => number;
  newId?: () => string;
}

/** The activities of each layer; the worker registers them on that layer's queues. */
export interface ActivitySets {
  qualify: QualifyActivities & LookupActivities;
  act: ActActivities;
  operate: DeadLetterActivities & RetentionActivities;
  /** Look-ups that outlived their deadline have ended. */
  settled(): Promise<void>;
}

/** Joins the factories over their ports. */
export function createActivities(given: ActivityDeps): ActivitySets {
  const { db, crm, publicUrl, now = () => Date.now(), newId = randomUUID } = given;
  const policies = new PolicyBook();
  const desk = new ProviderDesk({ db, providers: given.providers, now });
  const shared = { db, crm, policies, publicUrl, channels: channelsOf(given.performers), now, newId };
  const perform = createExecutor({
    db,
    now,
    suppressedNow: freshSuppression(shared),
    // The list is open: a performer knows its own kind.
    performers: [inboxAlert(db), inboxUpdate(db), ...crmPerformers(crm, now), ...given.performers] as Performer[],
  });
  return {
    qualify: {
      ...createLeadsActivities(shared),
      ...createEpisodesActivities(shared),
      ...createQualificationActivities(shared),
      ...createRoutingActivities(shared),
      ...createSourcesActivities({ db, kindOf: given.kindOf, fetchers: given.fetchers }),
      ...createEnrichmentActivities({ ...shared, desk }),
    },
    // One executor under four names: the history reads as a story.
    act: { notifyRep: perform, writeCrm: perform, updateMessage: perform, pageOnCall: perform },
    operate: { ...createDeadLetterActivities(shared), ...createRetentionActivities({ db, now, dedupeDays: given.dedupeDays }) },
    settled: () => desk.settled(),
  } satisfies ActivitySets & Record<string, Partial<Activities> | (() => Promise<void>)>;
}
