import type { Connection, ConnectionOf } from '@firstline/domain/connections/connections.schema';
import type { Config } from '@firstline/platform/config/config';
import { sandboxUrl } from '@firstline/platform/config/sandbox-url';
import type { Secret } from '@firstline/platform/config/secret';
import { nameOfSecret, type ReadSecret, type SecretPlace } from '@firstline/platform/config/secret-ref';
import { willRetry, wontRetry } from '../../failures.js';
import type { LeadFetcher } from '../lead-fetcher.port.js';
import type { MetaClient, MetaSettings } from './meta.client.js';
import { leadFrom } from './meta.mapping.js';

export interface FetcherDeps {
  connectionOf: (id: string) => Promise<Connection | undefined>;
  readSecret: ReadSecret;
  /** Which try of the activity this is, from 1. */
  attempt: () => number;
}

/** The activity gives a fetch 15 s. */
const TIMEOUT_MS = 10_000;
/** A person has to set it. */
const SECRET_MS = 60_000;

export const metaSettings = (config: Config): MetaSettings => ({
  graphUrl: config.META_GRAPH_URL ?? sandboxUrl(config, 'meta/v24.0') ?? 'https://graph.facebook.com/v24.0',
  timeoutMs: TIMEOUT_MS,
});

/** Fetches the lead that a leadgen webhook only names. A read: as often as needed. */
export const metaFetcher = (client: Pick<MetaClient, 'lead'>, { connectionOf, readSecret, attempt }: FetcherDeps): LeadFetcher => ({
  kind: 'meta',
  async fetch({ connection: id, properties }) {
    const { leadgenId, formId, adId } = properties;
    if (typeof leadgenId !== 'string' || !/^\d{1,30}$/.test(leadgenId))
      throw wontRetry('SOURCE_REJECTED', `a signal of ${id} carries no leadgen id`);
    const connection = await metaConnection(id, connectionOf);
    const secret = async (place: SecretPlace): Promise<Secret> => {
      const found = await readSecret(place);
      // Tried again: the lead waits at Meta for 90 days, and an operator may set it in the meantime.
      if (!found)
        throw willRetry('SOURCE_UNAUTHORISED', `connection ${id} needs ${nameOfSecret(place)}, which is not set`, undefined, SECRET_MS);
      return found;
    };
    const credentials = { accessToken: await secret(connection.options.accessToken), appSecret: await secret(connection.secrets.current) };
    const lead = await client.lead(leadgenId, credentials, attempt());
    return leadFrom(lead, { ...(typeof formId === 'string' ? { formId } : {}), ...(typeof adId === 'string' ? { adId } : {}) });
  },
});

async function metaConnection(id: string, connectionOf: FetcherDeps['connectionOf']): Promise<ConnectionOf<'meta'>> {
  const connection = await connectionOf(id);
  if (connection?.kind !== 'meta') throw wontRetry('SOURCE_REJECTED', `connection ${id} is not a Meta connection any more`);
  return connection;
}
