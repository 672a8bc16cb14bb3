import type { MigrationFile } from './migration-files.js';
import type { HistoryRow } from './migration-history.js';

/** The history and the files contradict each other, or a migration failed. Every reason is named, with its way out. */
export class MigrationRefused extends Error {
  readonly reasons: readonly string[];

  constructor(reasons: readonly string[]) {
    super(`The database was not migrated.\n${reasons.map((reason) => `  ${reason.replaceAll('\n', '\n  ')}`).join('\n')}`);
    this.name = 'MigrationRefused';
    this.reasons = reasons;
  }
}

/** All that forbids going on. An unfinished row forbids it for Prisma's CLI too (P3009); the other two the CLI's deploy does not notice. */
export function refusals(files: MigrationFile[], rows: HistoryRow[], { goOnWithUnknown }: { goOnWithUnknown: boolean }): string[] {
  const byName = new Map(files.map((file) => [file.name, file]));
  return rows.flatMap((row) => {
    if (!row.finished) return [unfinished(row)];
    const file = byName.get(row.name);
    if (!file) return goOnWithUnknown ? [] : [unknown(row)];
    return file.checksum === row.checksum ? [] : [changed(file, row)];
  });
}

function unfinished({ name, logs }: HistoryRow): string {
  const why = logs ? `: ${logs}` : ', and left no reason (it was killed, or is being applied by a tool that does not take the lock)';
  return (
    `Migration ${name} was begun and not finished${why}\n` +
    `When the database is as it was before it: npx prisma migrate resolve --rolled-back ${name}\n` +
    `When all of it is there: npx prisma migrate resolve --applied ${name}`
  );
}

function changed(file: MigrationFile, row: HistoryRow): string {
  if (file.otherLineEndings === row.checksum) {
    return `Migration ${file.name} has other line endings than when it was applied. Check it out with LF (git config core.autocrlf false).`;
  }
  return `Migration ${file.name} was edited after it was applied. Restore the file, and put the change into a new migration.`;
}

const unknown = ({ name }: HistoryRow): string =>
  `The database holds migration ${name}, which this release does not have: a newer release was here. Run that release or a newer one.`;
