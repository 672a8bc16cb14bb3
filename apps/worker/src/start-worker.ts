import { createActivities } from '@firstline/activities/create-activities';
import type { Config } from '@firstline/platform/config/config';
import { openDatabase } from '@firstline/platform/db/db';
import { openHealth } from '@firstline/platform/health/health';
import { openPlainServer, probeRoutes } from '@firstline/platform/http/plain-server';
import type { Log } from '@firstline/platform/log/log';
import { openMetrics } from '@firstline/platform/metrics/metrics';
import { connectTemporal, dataConverterFor } from '@firstline/platform/temporal/connect';
import { ensureNamespace, ensureSearchAttributes } from '@firstline/platform/temporal/prepare-server';
import { temporalLog } from '@firstline/platform/temporal/temporal-log';
import { searchAttributeNames } from '@firstline/workflows/search-attributes/contract';
import { NativeConnection, Runtime } from '@temporalio/worker';
import { openConfigFolder } from './config-folder.js';
import { createWorkers } from './create-workers.js';
import { keepPolicyPublished } from './publish-policy.js';
import { openStoryMetrics } from './story.metrics.js';
import { ensureSchedules } from './schedules.js';
import { vendorsOf } from './vendors.js';

export interface RunningWorker {
  /** Where its probes answer. */
  port: number;
  /** Takes no new work, finishes or hands back what it has. */
  stop(): void;
  /** Resolves after a clean stop, rejects when a worker failed for good. */
  ended: Promise<void>;
}

/** The only place where ports meet clients. */
export async function startWorker({
  config,
  env,
  log,
  workflowBundle,
}: {
  config: Config;
  /** Holds the secrets that connections.yaml names. */
  env: Readonly<Record<string, string | undefined>>;
  log: Log;
  workflowBundle?: { code: string };
}): Promise<RunningWorker> {
  installRuntime(log);
  const metrics = openMetrics({ service: 'worker' });
  const db = openDatabase({ url: config.DATABASE_URL, poolSize: config.DATABASE_POOL_SIZE, applicationName: 'firstline-worker' });
  openStoryMetrics({ metrics, db });
  const client = connectTemporal(config);
  await ensureNamespace(client);
  await ensureSearchAttributes(client, searchAttributeNames);
  await ensureSchedules(client);

  const folder = openConfigFolder(config.FIRSTLINE_CONFIG);
  const policy = await keepPolicyPublished({ db, folder, log });
  const vendors = await vendorsOf({ config, env, db, folder, log });
  const activities = createActivities({
    db,
    ...vendors,
    publicUrl: config.FIRSTLINE_PUBLIC_URL ?? `http://localhost:${config.FIRSTLINE_PORT}`,
  });

  const connection = await NativeConnection.connect({
    address: config.TEMPORAL_ADDRESS,
    ...(config.TEMPORAL_API_KEY ? { tls: true, apiKey: config.TEMPORAL_API_KEY.reveal() } : {}),
  });
  const workers = await createWorkers({
    connection,
    namespace: config.TEMPORAL_NAMESPACE,
    dataConverter: dataConverterFor(config),
    activities,
    metrics,
    ...(workflowBundle ? { workflowBundle } : {}),
  });

  const health = openHealth({
    parts: {
      postgres: () => db.$queryRaw`SELECT 1`,
      temporal: () => client.withDeadline(Date.now() + 1_500, () => client.workflowService.getSystemInfo({})),
      workers: async () => {
        const stopped = workers.filter((worker) => worker.getState() !== 'RUNNING');
        if (stopped.length > 0)
          throw new Error(`${stopped.length} of ${workers.length} workers are ${stopped[0]!.getState().toLowerCase()}`);
      },
    },
  });
  const probes = await openPlainServer({
    port: config.FIRSTLINE_WORKER_PORT,
    host: config.FIRSTLINE_HOST,
    routes: probeRoutes({ health, registry: metrics.registry }),
    log,
  });

  const stop = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const ended = Promise.all(
    workers.map((worker) =>
      worker.run().catch((error: unknown) => {
        stop();
        throw error;
      }),
    ),
  ).finally(async () => {
    await policy.stop();
    await activities.settled();
    await vendors.close();
    await probes.close();
    await connection.close();
    await client.connection.close();
    await db.$disconnect();
    log.info('worker stopped');
  });
  log.info({ port: probes.port, queues: workers.map((worker) => worker.options.taskQueue) }, 'worker started');
  return { port: probes.port, stop, ended: ended.then(() => undefined) };
}

/** Once for a process; Temporal's own signal handling is off, since main.ts decides. */
let runtimeInstalled = false;
function installRuntime(log: Log): void {
  if (runtimeInstalled) return;
  runtimeInstalled = true;
  Runtime.install({ logger: temporalLog(log), shutdownSignals: [] });
}
