import type { Client } from 'pg';

export interface ServerRow {
  version: string;
  database: string;
  bytes: string;
  used: number;
  most: number;
  /** Server's clock, epoch milliseconds. */
  nowMs: number;
  /** Of the oldest transaction that is still open, in seconds; null without one. */
  oldestSeconds: number | null;
}
/** One look at the server. Others' statements are not read. */
export async function serverRow(client: Client): Promise<ServerRow> {
  const { rows } = await client.query<ServerRow>(`
    SELECT split_part(current_setting('server_version'), ' ', 1) AS version, current_database() AS database,
           pg_database_size(current_database())::text AS bytes,
           (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS used,
           current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS most,
           extract(epoch FROM clock_timestamp())::float8 * 1000 AS "nowMs",
           (SELECT extract(epoch FROM max(now() - xact_start))::int FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()) AS "oldestSeconds"`);
  return rows[0]!;
}
