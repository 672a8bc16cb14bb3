import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface MigrationFile {
  name: string;
  sql: string;
  /** Lower-case hex SHA-256 of the file's bytes, as Prisma keeps it. */
  checksum: string;
  /** The checksum that the same text would have with the other line endings: tells "edited" from "checked out by Windows". */
  otherLineEndings: string;
}

/** The folders below `directory` that hold a `migration.sql`, in byte order of their names. Stray files are not migrations. */
export async function readMigrations(directory: string): Promise<MigrationFile[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const files: MigrationFile[] = [];
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const bytes = await readFile(join(directory, entry.name, 'migration.sql')).catch(absent);
    if (bytes) files.push(describe(entry.name, bytes));
  }
  return files.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
}

export function describe(name: string, bytes: Buffer): MigrationFile {
  const sql = bytes.toString('utf8');
  const other = sql.includes('\r\n') ? sql.replaceAll('\r\n', '\n') : sql.replaceAll('\n', '\r\n');
  return { name, sql, checksum: sha256(bytes), otherLineEndings: sha256(Buffer.from(other)) };
}

/**
 * Whether Postgres runs the file and one more statement as one implicit transaction. It does not when the file holds a statement that
 * refuses a transaction, or steers transactions itself. Comments and quoted text are left out of the search; a false "no" costs only
 * the automatic recovery after a crash.
 */
export function runsInOneTransaction(sql: string): boolean {
  const bare = sql
    .replaceAll(/--[^\n]*/g, ' ')
    .replaceAll(/\/\*[\s\S]*?\*\//g, ' ')
    .replaceAll(/'(?:[^']|'')*'/g, ' ')
    .replaceAll(/\$(\w*)\$[\s\S]*?\$\1\$/g, ' ');
  return !/\b(?:concurrently|vacuum|begin|commit|rollback|start\s+transaction|create\s+database|drop\s+database|alter\s+system)\b/i.test(
    bare,
  );
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
