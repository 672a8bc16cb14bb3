import type { ActivityDeps } from '@firstline/activities/create-activities';
import { BuiltInCrm } from '@firstline/activities/crm/built-in/built-in.crm';
import { sentMessages } from '@firstline/activities/actions/sent-messages.sql';
import { enrichmentProviders } from '@firstline/activities/enrichment/providers';
import { openChannels } from '@firstline/activities/notify/channels';
import { policyMembers } from '@firstline/activities/policy/policy-members';
import { parseConnections } from '@firstline/domain/connections/parse-connections';
import type { Config } from '@firstline/platform/config/config';
import type { Database } from '@firstline/platform/db/db';
import type { ConfigFolder } from './config-folder.js';

export type Vendors = Pick<ActivityDeps, 'crm' | 'providers' | 'performers' | 'fetchers' | 'kindOf'> & {
  /** Closes idle connections. */
  close(): Promise<void>;
};

/** Every vendor that the settings name, behind its port. */
export async function vendorsOf({ config, db, folder }: { config: Config; db: Database; folder: ConfigFolder }): Promise<Vendors> {
  const file = (await folder.read()).find(({ path }) => path === 'connections.yaml');
  const parsed = file ? parseConnections(file.text) : undefined;
  const connections = parsed?.ok ? parsed.connections : [];
  const enrichment = enrichmentProviders(config);
  const channels = openChannels(config, {
    members: policyMembers(db),
    sent: sentMessages(db),
    publicUrl: config.FIRSTLINE_PUBLIC_URL ?? `http://localhost:${config.FIRSTLINE_PORT}`,
    sessionKey: config.FIRSTLINE_SESSION_KEY,
    now: () => Date.now(),
  });
  return {
    crm: new BuiltInCrm(db),
    providers: enrichment.providers,
    performers: channels.performers,
    fetchers: [],
    kindOf: (id) => connections.find((connection) => connection.id === id)?.kind,
    close: async () => {
      enrichment.close();
      await channels.close();
    },
  };
}
