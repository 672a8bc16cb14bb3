import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { databaseUrl, DATABASE_NAME } from '../embedded/postgres.js';
import { parsePostmasterPid } from '../embedded/postmaster-pid.js';
import { clusterFoldersOf } from '../embedded/postgres-folder.js';
import { isAlive } from '../embedded/processes.js';
import { type CliSettings, cliSettings } from '../http/cli-settings.js';
import { localEnvironment } from '../send/known-connections.js';
import { type LockOwner, readOwner } from '../up/lock.js';
import { readPorts } from '../up/ports-file.js';
import { sandboxVendors } from '../up/sandbox.js';
import { type UpSettings, upSettings } from '../up/settings.js';

/** What doctor looks at, worked out without starting or making anything. */
export interface Installation {
  cli: CliSettings;
  up: UpSettings;
  /** As the user set it; what is not set is not in it. */
  given: NodeJS.ProcessEnv;
  /** What our programs were told, as far as it can be known from here: keys, databases and stand-ins of a local start below what is set. */
  env: NodeJS.ProcessEnv;
  /** The `npm start` that runs here. */
  running: LockOwner | undefined;
  /** Settings that what runs was given, and we were not: those stores cannot be looked at from here. */
  untold: readonly string[];
  /** Nothing was ever started in this home, and no database was named: everything is still to be made. */
  fresh: boolean;
}

/** @throws Error naming the settings that are wrong */
export function installationOf(env: NodeJS.ProcessEnv, options: { url?: string | undefined }): Installation {
  const cli = cliSettings(env, options);
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const owner = readOwner(cli.home.lock);
  const running = owner && isAlive(owner.pid) ? owner : undefined;
  const { sandbox, given: givenToIt = [], ...ports } = (running && readPorts(cli.home.ports)) ?? {};
  const untold = givenToIt.filter((name) => given[name] === undefined);
  const up = withUntold({ ...upSettings(env), ...ports }, untold); // what runs, before what would be started
  const made = {
    ...fromFile('FIRSTLINE_PAYLOAD_KEYS', cli.home.key('payload')),
    ...fromFile('FIRSTLINE_SESSION_KEY', cli.home.key('session')),
    ...(untold.includes('DATABASE_URL') ? {} : embeddedDatabase(cli, up)),
    ...(untold.includes('TEMPORAL_ADDRESS') ? {} : { TEMPORAL_ADDRESS: `127.0.0.1:${up.temporalPort}` }),
    ...(sandbox ? sandboxVendors(sandbox) : {}),
  };
  return {
    cli,
    up,
    given,
    env: { ...made, ...localEnvironment(cli, given) },
    running,
    untold,
    fresh: !existsSync(cli.home.root) && given['DATABASE_URL'] === undefined,
  };
}

/** Stores from outside take none of our ports. */
function withUntold(up: UpSettings, untold: readonly string[]): UpSettings {
  const { databaseUrl, temporalAddress } = up.external;
  const elsewhere = (name: string): string | undefined => (untold.includes(name) ? 'elsewhere' : undefined);
  return {
    ...up,
    external: { databaseUrl: databaseUrl ?? elsewhere('DATABASE_URL'), temporalAddress: temporalAddress ?? elsewhere('TEMPORAL_ADDRESS') },
  };
}

function fromFile(name: string, file: string): NodeJS.ProcessEnv {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return text === '' ? {} : { [name]: text };
  } catch {
    return {}; // said by the lines about keys
  }
}

/** Of the cluster in this home: the port that it really listens on, which need not be the one that the settings name by now. */
function embeddedDatabase({ home }: CliSettings, { postgresPort }: UpSettings): NodeJS.ProcessEnv {
  const { POSTGRES_PASSWORD: password } = fromFile('POSTGRES_PASSWORD', home.key('postgres'));
  if (!password) return {};
  const pidFile = clusterFoldersOf(home.postgres)
    .map((folder) => join(folder, 'data', 'postmaster.pid'))
    .find((file) => existsSync(file));
  const port = (pidFile && parsePostmasterPid(readFileSync(pidFile, 'utf8'))?.port) || postgresPort;
  return { DATABASE_URL: databaseUrl({ port, password, database: DATABASE_NAME }) };
}
