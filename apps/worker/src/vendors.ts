import type { ActivityDeps } from '@firstline/activities/create-activities';
import { BuiltInCrm } from '@firstline/activities/crm/built-in/built-in.crm';
import { parseConnections } from '@firstline/domain/connections/parse-connections';
import type { Config } from '@firstline/platform/config/config';
import type { Database } from '@firstline/platform/db/db';
import type { ConfigFolder } from './config-folder.js';

export type Vendors = Pick<ActivityDeps, 'crm' | 'providers' | 'performers' | 'fetchers' | 'kindOf'> & {
  /** Closes idle connections. */
  close(): Promise<void>;
};

/** Every vendor that the settings name, behind its port. */
export async function vendorsOf({ db, folder }: { config: Config; db: Database; folder: ConfigFolder }): Promise<Vendors> {
  const file = (await folder.read()).find(({ path }) => path === 'connections.yaml');
  const parsed = file ? parseConnections(file.text) : undefined;
  const connections = parsed?.ok ? parsed.connections : [];
  return {
    crm: new BuiltInCrm(db),
    providers: [],
    performers: [],
    fetchers: [],
    kindOf: (id) => connections.find((connection) => connection.id === id)?.kind,
    close: async () => undefined,
  };
}
