import { signalSchema } from '@firstline/domain/signal/signal';
import type { Database } from '@firstline/platform/db/db';
import { wontRetry } from '../failures.js';
import { completeSignal, signalById } from '../signals/signals.sql.js';
import type { LeadFetcher } from './lead-fetcher.port.js';

export interface SourcesDeps {
  db: Database;
  /** Kind of a connection, by its id; undefined when it is no longer configured. */
  kindOf: (connection: string) => string | undefined | Promise<string | undefined>;
  fetchers: readonly LeadFetcher[];
}

export function createSourcesActivities({ db, kindOf, fetchers }: SourcesDeps) {
  return {
    /** Fetches what the webhook lacked. Running it again after it succeeded does nothing. */
    async completeSignal({ signalId }: { signalId: string }): Promise<void> {
      const { signal } = await signalById(db, signalId);
      if (signal.complete) return;
      const kindOfConnection = await kindOf(signal.connection);
      const fetcher = fetchers.find(({ kind }) => kind === kindOfConnection);
      if (!fetcher)
        throw wontRetry(
          'SOURCE_REJECTED',
          `connection ${signal.connection} has nobody to fetch its leads; is it still in connections.yaml?`,
        );
      const more = await fetcher.fetch({ connection: signal.connection, properties: signal.properties });
      const whole = signalSchema.parse({
        ...signal,
        ...more,
        properties: { ...signal.properties, ...more.properties },
        test: signal.test || more.test,
        complete: true,
      });
      await completeSignal(db, whole);
    },
  };
}
