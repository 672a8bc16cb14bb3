import { sentMessages } from '@firstline/activities/actions/sent-messages.sql';
import type { ActivityDeps } from '@firstline/activities/create-activities';
import { BuiltInCrm } from '@firstline/activities/crm/built-in/built-in.crm';
import { enrichmentProviders } from '@firstline/activities/enrichment/providers';
import { channelsOf, openChannels } from '@firstline/activities/notify/channels';
import { openPagers } from '@firstline/activities/paging/pagers';
import { PolicyBook } from '@firstline/activities/policy/policy-book';
import { policyDirectory } from '@firstline/activities/policy/policy-directory';
import { leadFetchers } from '@firstline/activities/sources/fetchers';
import type { Config } from '@firstline/platform/config/config';
import { secretReader } from '@firstline/platform/config/secret-ref';
import type { Database } from '@firstline/platform/db/db';
import type { Log } from '@firstline/platform/log/log';
import type { ConfigFolder } from './config-folder.js';
import { openConnectionFile } from './connection-file.js';
import { withoutSettings } from './without-settings.js';

export type Vendors = Pick<ActivityDeps, 'crm' | 'providers' | 'performers' | 'fetchers' | 'kindOf' | 'dedupeDays'> & {
  /** Closes idle connections. */
  close(): Promise<void>;
};

interface Given {
  config: Config;
  env: Readonly<Record<string, string | undefined>>;
  db: Database;
  folder: ConfigFolder;
  log: Log;
}

/** Every vendor that the settings name, behind its port. */
export async function vendorsOf({ config, env, db, folder, log }: Given): Promise<Vendors> {
  const now = (): number => Date.now();
  const directory = policyDirectory(db, now);
  const connections = openConnectionFile(folder);
  const publicUrl = config.FIRSTLINE_PUBLIC_URL ?? `http://localhost:${config.FIRSTLINE_PORT}`;

  const enrichment = enrichmentProviders(config);
  const channels = openChannels(config, {
    members: directory,
    sent: sentMessages(db),
    publicUrl,
    sessionKey: config.FIRSTLINE_SESSION_KEY,
    now,
  });
  const pagers = openPagers(config, { onCallOf: (id) => directory.onCallOf(id), now });
  const sources = leadFetchers(config, { connectionOf: (id) => connections.find(id), readSecret: secretReader(env) });

  const policy = await new PolicyBook().current(db, now());
  for (const missing of withoutSettings(policy, { channels: channelsOf(channels.performers), pagers: pagers.names }))
    log.warn({ layer: 'execution' }, missing);
  return {
    crm: new BuiltInCrm(db),
    providers: enrichment.providers,
    performers: [...channels.performers, ...pagers.performers],
    fetchers: sources.fetchers,
    kindOf: async (id) => (await connections.find(id))?.kind,
    dedupeDays: async () => Object.fromEntries((await connections.all()).map(({ id, dedupeDays }) => [id, dedupeDays])),
    close: async () => {
      enrichment.close();
      pagers.close();
      sources.close();
      await channels.close();
    },
  };
}
