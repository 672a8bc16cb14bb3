import { loadConfig } from '@firstline/platform/config/config';
import { openLog } from '@firstline/platform/log/log';
import { startWorker } from './start-worker.js';

const config = loadConfig(process.env);
const log = openLog({ name: 'worker', level: config.FIRSTLINE_LOG_LEVEL });

try {
  const running = await startWorker({ config, env: process.env, log });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => running.stop());
  await running.ended;
} catch (error) {
  log.fatal({ err: error }, 'the worker cannot go on');
  process.exit(1); // at once: what was opened before the failure would keep it alive, and nobody would start it again
}
