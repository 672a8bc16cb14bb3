import { randomUUID } from 'node:crypto';
import type pg from 'pg';

import type { MigrationFile } from './migration-files.js';

/** One row of Prisma's own `_prisma_migrations`. */
export interface HistoryRow {
  id: string;
  name: string;
  checksum: string;
  logs: string | null;
  finished: boolean;
}

/**
 * In `logs` while a file runs whose last statement also finishes its row. Such a row, found unfinished by a runner that holds the lock,
 * proves that nothing of the file was kept: the process or the server died, and the file may simply run again.
 */
export const UNDER_WAY = 'under way, in one transaction with its row';

/** Prisma's table, statement by statement, in one schema. The CLI and this runner read and write the same rows. */
export class MigrationHistory {
  readonly #client: pg.ClientBase;
  readonly #table: string;

  constructor(client: pg.ClientBase, schema: string) {
    this.#client = client;
    this.#table = `"${schema.replaceAll('"', '""')}"."_prisma_migrations"`;
  }

  async createTable(): Promise<void> {
    await this.#client.query(`CREATE TABLE IF NOT EXISTS ${this.#table} (
      id varchar(36) PRIMARY KEY NOT NULL,
      checksum varchar(64) NOT NULL,
      finished_at timestamptz,
      migration_name varchar(255) NOT NULL,
      logs text,
      rolled_back_at timestamptz,
      started_at timestamptz NOT NULL DEFAULT now(),
      applied_steps_count integer NOT NULL DEFAULT 0)`);
  }

  /** False before the first run of either side. */
  async exists(): Promise<boolean> {
    const { rows } = await this.#client.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [this.#table]);
    return rows[0]?.found === true;
  }

  /** Rows that count: a rolled back one is kept for the record only. */
  async rows(): Promise<HistoryRow[]> {
    const { rows } = await this.#client.query<HistoryRow>(
      `SELECT id, migration_name AS name, checksum, logs, finished_at IS NOT NULL AS finished
         FROM ${this.#table} WHERE rolled_back_at IS NULL ORDER BY started_at`,
    );
    return rows;
  }

  /** Committed before the file runs, so that a crash leaves a trace. */
  async begin(file: MigrationFile, logs: string | null): Promise<string> {
    const id = randomUUID();
    await this.#client.query(`INSERT INTO ${this.#table} (id, checksum, migration_name, logs) VALUES ($1, $2, $3, $4)`, [
      id,
      file.checksum,
      file.name,
      logs,
    ]);
    return id;
  }

  /** Without parameters, so that it can ride in the same simple query as the file. */
  finishStatement(id: string): string {
    return `UPDATE ${this.#table} SET finished_at = now(), applied_steps_count = 1, logs = NULL WHERE id = '${id}'`;
  }

  async fail(id: string, logs: string): Promise<void> {
    await this.#client.query(`UPDATE ${this.#table} SET logs = $2 WHERE id = $1`, [id, logs]);
  }

  async rollBack(id: string): Promise<void> {
    await this.#client.query(`UPDATE ${this.#table} SET rolled_back_at = now() WHERE id = $1`, [id]);
  }
}
