import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startServices, type TestServices } from '@firstline/cli/embedded/for-tests';
import { migrate, migrationStatus } from '@firstline/platform/migrate/migrate';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

let services: TestServices;
let databaseUrl: string;
let folder: string;
let client: Client;
let databases = 0;

beforeAll(async () => void (services = await startServices()));
afterAll(async () => services.stop());
beforeEach(async () => {
  databaseUrl = await services.database(`migrate_${++databases}`);
  folder = mkdtempSync(join(tmpdir(), 'firstline-migrations-'));
  client = new Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
});
afterEach(async () => {
  await client.end();
  rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, sql: string): void => {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'migration.sql'), sql);
};
const names = (result: { applied: { name: string }[] }): string[] => result.applied.map(({ name }) => name);
const history = async () =>
  (await client.query('SELECT *, finished_at IS NOT NULL AS finished FROM _prisma_migrations ORDER BY started_at')).rows;
const tables = async (): Promise<string[]> =>
  (
    await client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1")
  ).rows.map((row: { tablename: string }) => row.tablename);

const FIRST = 'CREATE TABLE lead (id int);\n';
const SECOND = 'CREATE TABLE rep (id int);\nINSERT INTO rep VALUES (1);\n';

describe('bringing a database up to date', () => {
  it('applies what is pending, in order, once, and keeps the rows that Prisma would', async () => {
    write('1_lead', FIRST);
    write('2_rep', SECOND);
    writeFileSync(join(folder, 'migration_lock.toml'), 'provider = "postgresql"\n');
    expect(names(await migrate({ databaseUrl, folder }))).toEqual(['1_lead', '2_rep']);
    expect(await migrate({ databaseUrl, folder })).toEqual({ applied: [], already: 2 });
    expect(await tables()).toEqual(['lead', 'rep']);
    const [row] = await history();
    expect(row).toMatchObject({ migration_name: '1_lead', applied_steps_count: 1, finished: true, logs: null, rolled_back_at: null });
    expect(row.checksum).toBe(createHash('sha256').update(FIRST).digest('hex'));
  });

  it('lets two that start at once take turns: each migration runs once', async () => {
    write('1_lead', `SELECT pg_sleep(0.3);${FIRST}`);
    write('2_rep', SECOND);
    let waited = 0;
    const both = await Promise.all([1, 2].map(() => migrate({ databaseUrl, folder, onWaiting: () => waited++ })));
    expect(both.flatMap(names)).toEqual(['1_lead', '2_rep']);
    expect(waited).toBe(1);
  });

  it('keeps to the schema that the address names', async () => {
    write('1_lead', FIRST);
    await migrate({ databaseUrl: `${databaseUrl}?schema=crm`, folder });
    expect((await client.query("SELECT to_regclass('crm.lead') IS NOT NULL AS there")).rows).toEqual([{ there: true }]);
    expect(await tables()).toEqual([]);
  });

  it('does not let one migration’s session settings reach the next', async () => {
    write('1_lead', `${FIRST}SELECT pg_catalog.set_config('search_path', '', false);`);
    write('2_rep', SECOND);
    await migrate({ databaseUrl, folder });
    expect(await tables()).toEqual(['lead', 'rep']);
  });

  it('runs a statement that refuses a transaction, alone in its file', async () => {
    write('1_lead', FIRST);
    write('2_index', 'CREATE INDEX CONCURRENTLY lead_id ON lead (id);\n');
    expect(names(await migrate({ databaseUrl, folder }))).toEqual(['1_lead', '2_index']);
  });
});

describe('a migration that fails', () => {
  it('takes its changes back, keeps the reason, and stops the next run until a person resolves it', async () => {
    write('1_lead', FIRST);
    write('2_rep', 'CREATE TABLE rep (id int);\nINSERT INTO nowhere VALUES (1);\n');
    await expect(migrate({ databaseUrl, folder })).rejects.toThrow(/2_rep failed: relation "nowhere" does not exist \(line 2\)/);
    expect(await tables()).toEqual(['lead']);
    expect((await history())[1]).toMatchObject({ finished: false, applied_steps_count: 0, logs: expect.stringContaining('nowhere') });

    await expect(migrate({ databaseUrl, folder })).rejects.toThrow(/was begun and not finished.*nowhere/);
    expect((await migrationStatus({ databaseUrl, folder })).refusals).toHaveLength(1);

    write('2_rep', SECOND);
    await client.query("UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = '2_rep'"); // what `migrate resolve` does
    expect(names(await migrate({ databaseUrl, folder }))).toEqual(['2_rep']);
  });

  it('needs no person when the connection was cut half way: nothing was kept, and it runs again', async () => {
    write('1_lead', `${FIRST}SELECT pg_sleep(30);`);
    const cut = migrate({ databaseUrl, folder }).catch((error: unknown) => error);
    await expect.poll(async () => sessions(), { timeout: 5_000 }).toBe(1);
    await client.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND pid <> pg_backend_pid()",
    );
    expect(await cut).toBeInstanceOf(Error);
    expect(await tables()).toEqual([]);

    write('1_lead', FIRST);
    expect(names(await migrate({ databaseUrl, folder }))).toEqual(['1_lead']);
    expect((await history()).map((row) => [row.finished, row.rolled_back_at !== null])).toEqual([
      [false, true],
      [true, false],
    ]);
  });

  it('gives up on a table that others hold, and does not queue everybody behind it', async () => {
    write('1_lead', FIRST);
    await migrate({ databaseUrl, folder });
    await client.query('BEGIN; LOCK TABLE lead');
    write('2_more', 'ALTER TABLE lead ADD COLUMN name text;');
    await expect(migrate({ databaseUrl, folder, lockTimeoutMs: 200 })).rejects.toThrow(/lock timeout/);
    await client.query('ROLLBACK');
  });
});

describe('a history that contradicts the files', () => {
  it('refuses a migration that was edited after it was applied', async () => {
    write('1_lead', FIRST);
    await migrate({ databaseUrl, folder });
    write('1_lead', `${FIRST}-- a thought\n`);
    await expect(migrate({ databaseUrl, folder })).rejects.toThrow(/1_lead was edited after it was applied/);
  });

  it('refuses a database of a newer release, unless told to go on', async () => {
    write('1_lead', FIRST);
    write('2_rep', SECOND);
    await migrate({ databaseUrl, folder });
    rmSync(join(folder, '2_rep'), { recursive: true });
    await expect(migrate({ databaseUrl, folder })).rejects.toThrow(/2_rep.*newer release/);
    await expect(migrate({ databaseUrl, folder, goOnWithUnknown: true })).resolves.toEqual({ applied: [], already: 2 });
  });
});

describe('looking only', () => {
  it('tells what a run would do to an empty database, and changes nothing', async () => {
    write('1_lead', FIRST);
    expect(await migrationStatus({ databaseUrl, folder })).toEqual({ applied: [], pending: ['1_lead'], refusals: [] });
    expect((await client.query("SELECT to_regclass('_prisma_migrations') AS there")).rows).toEqual([{ there: null }]);
  });
});

const sessions = async (): Promise<number> =>
  (await client.query("SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND state = 'active' AND pid <> pg_backend_pid()"))
    .rowCount!;
