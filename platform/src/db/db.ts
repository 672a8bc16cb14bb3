import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import type { Secret } from '../config/secret.js';
import { PrismaClient, type Prisma } from './generated/client.js';
import { statementNames } from './statement-names.js';

/** The whole client: ordinary reads and writes, and `$transaction`. */
export type Database = PrismaClient;
/** What a `*.sql.ts` statement needs: the client or a transaction of it. */
export type Db = Prisma.TransactionClient;

/**
 * Opens a pool of connections.
 * @param poolSize per process; more than 8–16 adds latency, not throughput, on small machines
 * @param statementTimeoutMs after which the server ends a statement; absent: never
 */
export function openDatabase({
  url,
  poolSize,
  applicationName,
  statementTimeoutMs,
}: {
  url: Secret;
  poolSize: number;
  applicationName: string;
  statementTimeoutMs?: number;
}): Database {
  const pool = new Pool({
    connectionString: url.reveal(),
    max: poolSize,
    application_name: applicationName,
    // A server that does not answer is down: say so in time for the caller to use its other store.
    connectionTimeoutMillis: 2_000,
    idleTimeoutMillis: 30_000,
    ...(statementTimeoutMs === undefined ? {} : { statement_timeout: statementTimeoutMs }),
  });
  // While a connection passes from one user to the next, nobody listens to it; a server that dies in that moment would end this process.
  pool.on('connect', (connection) => connection.on('error', () => undefined));
  return new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: true, statementNameGenerator: statementNames() }) });
}

/** A JSON column's input type. */
export type Json = Prisma.InputJsonValue;
