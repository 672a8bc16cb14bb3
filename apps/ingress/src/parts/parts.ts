import type { Client } from '@temporalio/client';
import type { Config } from '@firstline/platform/config/config';
import type { Database } from '@firstline/platform/db/db';
import type { Log } from '@firstline/platform/log/log';
import type { Metrics } from '@firstline/platform/metrics/metrics';

/** What `main.ts` opens once and every module may ask for, by these tokens. */
export const CONFIG = Symbol('config');
export const LOG = Symbol('log');
export const METRICS = Symbol('metrics');
/** For people's questions. The intake has its own connections, so that a slow question never delays a signal. */
export const DATABASE = Symbol('database');
export const INTAKE_DATABASE = Symbol('intake-database');
export const TEMPORAL = Symbol('temporal');
/** The environment, for the secrets that connections.yaml names; nothing else looks into it. */
export const ENV = Symbol('env');

export interface Parts {
  config: Config;
  log: Log;
  metrics: Metrics;
  database: Database;
  intakeDatabase: Database;
  temporal: Client;
  env: Readonly<Record<string, string | undefined>>;
}
