import { readFileSync } from 'node:fs';
import { BuiltInCrm } from '@firstline/activities/crm/built-in/built-in.crm';
import { createActivities, type ActivityDeps } from '@firstline/activities/create-activities';
import { openMetrics } from '@firstline/platform/metrics/metrics';
import { dataConverterFor } from '@firstline/platform/temporal/connect';
import { createWorkers } from '@firstline/worker/create-workers';
import { NativeConnection, Runtime, DefaultLogger } from '@temporalio/worker';
import { inject } from 'vitest';
import type { FileServices } from './services.js';

export interface Engine {
  /** Finishes what is in hand; workflows stay as they are. */
  stop(): Promise<void>;
}

let quiet = false;
/** Once for a test file: tests provoke warnings on purpose. */
export function quietRuntime(): void {
  if (!quiet)
    Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [], telemetryOptions: { logging: { filter: 'ERROR' } } });
  quiet = true;
}

/** The real workers in this process, over the file's own database and namespace. Vendors are what the test passes in. */
export async function startEngine({ db, config }: FileServices, vendors: Partial<ActivityDeps> = {}): Promise<Engine> {
  quietRuntime();
  const connection = await NativeConnection.connect({ address: config.TEMPORAL_ADDRESS });
  const activities = createActivities({
    db,
    crm: new BuiltInCrm(db),
    providers: [],
    fetchers: [],
    performers: [],
    kindOf: () => undefined,
    dedupeDays: async () => ({}),
    publicUrl: 'http://localhost:3000',
    ...vendors,
  });
  const workers = await createWorkers({
    connection,
    namespace: config.TEMPORAL_NAMESPACE,
    dataConverter: dataConverterFor(config),
    activities,
    metrics: openMetrics({ service: 'test', defaults: false }),
    workflowBundle: { code: readFileSync(inject('services').bundlePath, 'utf8') },
  });
  const running = Promise.all(workers.map((worker) => worker.run()));
  return {
    stop: async () => {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
      await activities.settled();
      await connection.close();
    },
  };
}
