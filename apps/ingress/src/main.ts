import { loadConfig } from '@firstline/platform/config/config';
import { openDatabase } from '@firstline/platform/db/db';
import { openLog } from '@firstline/platform/log/log';
import { openMetrics } from '@firstline/platform/metrics/metrics';
import { connectTemporal } from '@firstline/platform/temporal/connect';
import { createApp } from './app.js';

/** Of the pool: what signals get for themselves. The rest answers people's questions. */
const INTAKE_SHARE = 0.6;

const config = loadConfig(process.env);
const log = openLog({ name: 'ingress', level: config.FIRSTLINE_LOG_LEVEL });
const metrics = openMetrics({ service: 'ingress' });

const forIntake = Math.max(1, Math.round(config.DATABASE_POOL_SIZE * INTAKE_SHARE));
const forPeople = Math.max(1, config.DATABASE_POOL_SIZE - forIntake);
const intakeDatabase = openDatabase({
  url: config.DATABASE_URL,
  poolSize: forIntake,
  applicationName: 'firstline-intake',
  statementTimeoutMs: 20_000,
});
const database = openDatabase({
  url: config.DATABASE_URL,
  poolSize: forPeople,
  applicationName: 'firstline-ingress',
  statementTimeoutMs: 20_000,
});
const temporal = connectTemporal(config);

const app = await createApp({ config, log, metrics, database, intakeDatabase, temporal, env: process.env });
try {
  await app.listen(config.FIRSTLINE_PORT, config.FIRSTLINE_HOST);
} catch (error) {
  const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  log.fatal({ err: error }, taken ? `port ${config.FIRSTLINE_PORT} is taken: choose another with FIRSTLINE_PORT` : 'cannot listen');
  process.exit(1);
}
log.info({ url: await app.getUrl() }, 'ingress is open');

let closing = false;
/** Stops taking, finishes what was taken, then lets go of the stores. A second signal does not wait. */
async function close(reason: string): Promise<void> {
  if (closing) process.exit(1);
  closing = true;
  log.info({ reason }, 'closing');
  await app.close();
  await Promise.allSettled([temporal.connection.close(), database.$disconnect(), intakeDatabase.$disconnect()]);
  log.info('closed');
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    close(signal).then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'could not close cleanly');
        process.exit(1);
      },
    );
  });
}
