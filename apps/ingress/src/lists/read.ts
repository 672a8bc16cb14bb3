import type { Database, Db } from '@firstline/platform/db/db';

/**
 * Reads everything for one answer as of one moment, over one connection: a page that says "taken" in one place and "waiting" in another
 * is worse than one that is a millisecond old.
 */
export const readConsistently = <T>(database: Database, read: (db: Db) => Promise<T>): Promise<T> =>
  database.$transaction(read, { isolationLevel: 'RepeatableRead', maxWait: 2_000, timeout: 5_000 });
