import { Client, type DatabaseError, escapeIdentifier } from 'pg';

import { type MigrationFile, readMigrations, runsInOneTransaction } from './migration-files.js';
import { type HistoryRow, MigrationHistory, UNDER_WAY } from './migration-history.js';
import { MigrationRefused, refusals } from './migration-refusals.js';

export { MigrationRefused } from './migration-refusals.js';

/** Prisma's own key: its CLI and this runner wait for each other. */
const PRISMA_ADVISORY_LOCK = 72_707_369;

export interface MigrateOptions {
  /** As Prisma writes it: `?schema=crm` chooses the schema, `public` without. */
  databaseUrl: string;
  /** The folder that holds one folder for each migration. */
  folder: string;
  /** Go on although the database was migrated by a newer release. Only for a rollback whose migrations are known to be additive. */
  goOnWithUnknown?: boolean;
  /** Longest wait for a table's lock within a migration, in ms. 5 s: longer would queue every reader behind us. */
  lockTimeoutMs?: number;
  /** Another runner holds the lock, and this one waits. */
  onWaiting?: () => void;
  onApplied?: (migration: AppliedMigration) => void;
}

export interface AppliedMigration {
  name: string;
  durationMs: number;
}

export interface MigrateResult {
  applied: AppliedMigration[];
  /** How many were there before. */
  already: number;
}

/**
 * Applies what is pending, in order, and keeps Prisma's own `_prisma_migrations`, so that `prisma migrate deploy` and this runner can
 * take turns. Two at once are one after the other. A file is one transaction together with its row: killed at any point, the next
 * run goes on by itself. (A file that cannot be one, such as CREATE INDEX CONCURRENTLY, asks for `migrate resolve` after a crash.)
 * @throws MigrationRefused when the history and the files contradict each other, or a migration fails.
 */
export async function migrate(options: MigrateOptions): Promise<MigrateResult> {
  const files = await readMigrations(options.folder);
  return withSession(options.databaseUrl, async (client, schema) => {
    await lock(client, options.onWaiting);
    await ensureSchema(client, schema);
    const history = new MigrationHistory(client, schema);
    await history.createTable();
    const rows = await recoverInterrupted(history, await history.rows());
    refuse(refusals(files, rows, { goOnWithUnknown: options.goOnWithUnknown ?? false }));

    const done = new Set(rows.map((row) => row.name));
    const applied: AppliedMigration[] = [];
    for (const file of files.filter(({ name }) => !done.has(name))) {
      const startedAtMs = performance.now();
      await resetSession(client, schema, options.lockTimeoutMs ?? 5_000);
      await apply(client, history, file);
      const migration = { name: file.name, durationMs: performance.now() - startedAtMs };
      applied.push(migration);
      options.onApplied?.(migration);
    }
    return { applied, already: done.size };
  });
}

export interface MigrationStatus {
  applied: string[];
  pending: string[];
  /** Why a run would refuse, in words; empty when it would not. */
  refusals: string[];
}

/** Looks, without a lock and without writing. */
export async function migrationStatus(options: Pick<MigrateOptions, 'databaseUrl' | 'folder'>): Promise<MigrationStatus> {
  const files = await readMigrations(options.folder);
  return withSession(options.databaseUrl, async (client, schema) => {
    const history = new MigrationHistory(client, schema);
    const rows = (await history.exists()) ? await history.rows() : [];
    const finished = rows.filter((row) => row.finished).map((row) => row.name);
    return {
      applied: finished,
      pending: files.map((file) => file.name).filter((name) => !finished.includes(name)),
      refusals: refusals(files, rows, { goOnWithUnknown: false }),
    };
  });
}

async function withSession<T>(connectionString: string, work: (client: Client, schema: string) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString, application_name: 'firstline-migrate' });
  // A server that dies under us rejects the statement in progress; the same news must not also be an unheard 'error' event.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client, schemaOf(connectionString));
  } finally {
    await client.end(); // also frees the advisory lock
  }
}

async function lock(client: Client, onWaiting?: () => void): Promise<void> {
  await client.query('SET statement_timeout = 0; SET lock_timeout = 0');
  const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [PRISMA_ADVISORY_LOCK]);
  if (rows[0]?.got) return;
  onWaiting?.();
  await client.query('SELECT pg_advisory_lock($1)', [PRISMA_ADVISORY_LOCK]);
}

/** Asked first: CREATE SCHEMA demands a right that an ordinary role lacks, even where there is nothing to create. */
async function ensureSchema(client: Client, schema: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
  if (!rowCount) await client.query(`CREATE SCHEMA IF NOT EXISTS ${escapeIdentifier(schema)}`);
}

/** A migration may change the session (a dump sets search_path to nothing); the next one must not inherit that. */
async function resetSession(client: Client, schema: string, lockTimeoutMs: number): Promise<void> {
  await client.query(
    `RESET ALL; SET statement_timeout = 0; SET lock_timeout = ${Math.round(lockTimeoutMs)}; SET timezone = 'UTC';
     SET search_path = ${escapeIdentifier(schema)}`,
  );
}

async function apply(client: Client, history: MigrationHistory, file: MigrationFile): Promise<void> {
  const whole = runsInOneTransaction(file.sql);
  const id = await history.begin(file, whole ? UNDER_WAY : null);
  try {
    if (whole) {
      await client.query(`${file.sql}\n;${history.finishStatement(id)}`); // one simple query: one implicit transaction
    } else {
      await client.query(file.sql);
      await client.query(history.finishStatement(id));
    }
  } catch (error) {
    const why = describeFailure(error, file.sql);
    await client.query('ROLLBACK').catch(() => undefined); // a file's own BEGIN may still be open
    await history.fail(id, why).catch(() => undefined); // the server may be gone: then the row says "under way"
    throw new MigrationRefused([
      `Migration ${file.name} failed: ${why}\n` +
        (whole ? 'Its changes were taken back. ' : 'It was not one transaction: look at what it left behind. ') +
        `Correct it, then run: npx prisma migrate resolve --rolled-back ${file.name}`,
    ]);
  }
}

async function recoverInterrupted(history: MigrationHistory, rows: HistoryRow[]): Promise<HistoryRow[]> {
  const interrupted = rows.filter((row) => !row.finished && row.logs === UNDER_WAY);
  for (const row of interrupted) await history.rollBack(row.id);
  return rows.filter((row) => !interrupted.includes(row));
}

function refuse(reasons: string[]): void {
  if (reasons.length > 0) throw new MigrationRefused(reasons);
}

function schemaOf(connectionString: string): string {
  return new URL(connectionString).searchParams.get('schema') ?? 'public';
}

function describeFailure(error: unknown, sql: string): string {
  if (!(error instanceof Error)) return String(error);
  const { code, position, detail } = error as DatabaseError;
  const line = position ? ` (line ${sql.slice(0, Number(position) - 1).split('\n').length})` : '';
  return `${error.message}${line}${code ? ` [${code}]` : ''}${detail ? `. ${detail}` : ''}`;
}
