import type { Config } from '@firstline/platform/config/config';
import { activityInfo } from '@temporalio/activity';
import type { LeadFetcher } from './lead-fetcher.port.js';
import { MetaClient } from './meta/meta.client.js';
import { type FetcherDeps, metaFetcher, metaSettings } from './meta/meta.fetcher.js';

export interface LeadFetchers {
  fetchers: LeadFetcher[];
  close(): void;
}

/** The one list of sources whose webhooks carry ids only. */
export function leadFetchers(config: Config, deps: Omit<FetcherDeps, 'attempt'>): LeadFetchers {
  const meta = new MetaClient(metaSettings(config));
  return { fetchers: [metaFetcher(meta, { ...deps, attempt: () => activityInfo().attempt })], close: () => meta.close() };
}
