import type { Config } from '@firstline/platform/config/config';
import { ApolloClient } from './apollo/apollo.client.js';
import { apolloProvider, apolloSettings } from './apollo/apollo.provider.js';
import type { EnrichmentProvider } from './enrichment.port.js';
import { PeopleDataLabsClient } from './people-data-labs/people-data-labs.client.js';
import { peopleDataLabsProvider, peopleDataLabsSettings } from './people-data-labs/people-data-labs.provider.js';

export interface EnrichmentProviders {
  providers: EnrichmentProvider[];
  close(): void;
}

/** The one list of enrichment vendors: those that have a key. */
export function enrichmentProviders(config: Config): EnrichmentProviders {
  const apollo = apolloSettings(config);
  const peopleDataLabs = peopleDataLabsSettings(config);
  const clients = {
    apollo: apollo && new ApolloClient(apollo),
    peopleDataLabs: peopleDataLabs && new PeopleDataLabsClient(peopleDataLabs),
  };
  return {
    providers: [
      ...(clients.apollo ? [apolloProvider(clients.apollo)] : []),
      ...(clients.peopleDataLabs ? [peopleDataLabsProvider(clients.peopleDataLabs)] : []),
    ],
    close: () => {
      clients.apollo?.close();
      clients.peopleDataLabs?.close();
    },
  };
}
