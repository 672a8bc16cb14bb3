// Before the first start and with each new release: migrations, API keys, Temporal namespace and search attributes. Twice is the same as once.
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '@firstline/platform/config/config';
import { openLog } from '@firstline/platform/log/log';
import { migrate } from '@firstline/platform/migrate/migrate';
import { connectTemporal } from '@firstline/platform/temporal/connect';
import { ensureNamespace, ensureSearchAttributes } from '@firstline/platform/temporal/prepare-server';
import { searchAttributeNames } from '@firstline/workflows/search-attributes/contract';

const config = loadConfig(process.env);
const log = openLog({ name: 'migrate', level: config.FIRSTLINE_LOG_LEVEL });

const { applied, already } = await migrate({
  databaseUrl: config.DATABASE_URL.reveal(),
  folder: fileURLToPath(new URL('../prisma/migrations', import.meta.url)),
  onWaiting: () => log.info('another run is applying migrations; waiting for it'),
  onApplied: ({ name: migration, durationMs }) => log.info({ migration, durationMs }, 'migration applied'),
});
log.info({ applied: applied.length, already }, 'the schema is up to date');

for (const scope of ['operate', 'ingest']) {
  const file = join(config.FIRSTLINE_HOME, scope === 'operate' ? 'operator.key' : 'ingest.key');
  if (!existsSync(file)) makeKey(file, `fl_${scope}_${randomBytes(32).toString('base64url')}`);
}
log.info({ folder: config.FIRSTLINE_HOME }, 'the API keys are there: operator.key and ingest.key');

const client = connectTemporal(config);
try {
  const namespace = await ensureNamespace(client);
  const added = await ensureSearchAttributes(client, searchAttributeNames);
  log.info({ namespace: config.TEMPORAL_NAMESPACE, was: namespace, searchAttributes: added.length }, 'Temporal is prepared');
} finally {
  await client.connection.close();
}

/** Readable by the owner only, and whole or not at all. Of two runs at once the first one's key stays. */
function makeKey(file, key) {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${key}\n`, { mode: 0o600 });
  try {
    linkSync(unfinished, file);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(unfinished);
  }
}
