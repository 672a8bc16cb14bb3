import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServices } from '@firstline/cli/embedded/for-tests';
import { newKey } from '@firstline/platform/crypto/key-ring';
import { loadConfig } from '@firstline/platform/config/config';
import { migrate } from '@firstline/platform/migrate/migrate';
import { connectTemporal } from '@firstline/platform/temporal/connect';
import { ensureNamespace, ensureSearchAttributes } from '@firstline/platform/temporal/prepare-server';
import { searchAttributeNames } from '@firstline/workflows/search-attributes/contract';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { TestProject } from 'vitest/node';

/** What every test file is told. */
export interface ProvidedServices {
  /** A migrated, empty database: the template of each file's own. */
  templateUrl: string;
  temporalAddress: string;
  /** One for each vitest worker: files that run at the same time never see each other's workflows. */
  namespaces: string[];
  payloadKeys: string;
  sessionKey: string;
  bundlePath: string;
}
declare module 'vitest' {
  export interface ProvidedContext {
    services: ProvidedServices;
  }
}

/** Started once for a run and shared: real Postgres, real Temporal, the workflow bundle. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'firstline-harness-'));
  const services = await startServices({ searchAttributes: searchAttributeNames });
  const payloadKeys = newKey('test');
  const sessionKey = 'a session key that only tests ever use, 40+';
  const templateUrl = await services.database('firstline_template');
  const namespaces = ['firstline', ...Array.from({ length: Math.max(1, availableParallelism()) }, (_, index) => `firstline-${index + 1}`)];

  const [bundlePath] = await Promise.all([
    bundle(join(folder, 'workflows.cjs')),
    migrate({ databaseUrl: templateUrl, folder: join(process.cwd(), 'prisma/migrations') }),
    ...namespaces.map(async (namespace) => {
      const client = connectTemporal(
        loadConfig({
          DATABASE_URL: templateUrl,
          TEMPORAL_ADDRESS: services.temporalAddress,
          TEMPORAL_NAMESPACE: namespace,
          FIRSTLINE_PAYLOAD_KEYS: payloadKeys,
          FIRSTLINE_SESSION_KEY: sessionKey,
        }),
      );
      await ensureNamespace(client);
      await ensureSearchAttributes(client, searchAttributeNames);
      await client.connection.close();
    }),
  ]);
  project.provide('services', { templateUrl, temporalAddress: services.temporalAddress, namespaces, payloadKeys, sessionKey, bundlePath });
  return async () => {
    await services.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

async function bundle(path: string): Promise<string> {
  const workflowsPath = createRequire(join(process.cwd(), 'apps/worker/package.json')).resolve('@firstline/workflows/all-workflows');
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: quiet });
  writeFileSync(path, code);
  return path;
}
const nothing = (): void => undefined;
const quiet = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: console.error };
