import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

import type { Connection, ConnectionKind, ConnectionOf } from '@firstline/domain/connections/connections.schema';
import { CONNECTIONS_FILE, parseConnections } from '@firstline/domain/connections/parse-connections';
import { problemLine } from '@firstline/domain/policy/policy-problem';

import type { CliSettings } from '../http/cli-settings.js';

/** @throws Error naming every mistake of connections.yaml */
export function readConnections({ configFolder }: Pick<CliSettings, 'configFolder'>): Connection[] {
  const file = join(configFolder, CONNECTIONS_FILE);
  if (!existsSync(file)) throw new Error(`${file} is not there, so no connection is known. FIRSTLINE_CONFIG names the folder.`);
  const parsed = parseConnections(readFileSync(file, 'utf8'), file);
  if (parsed.ok) return parsed.connections;
  throw new Error(`connections.yaml has mistakes:\n${parsed.problems.map((problem) => `  ${problemLine(problem)}`).join('\n')}`);
}

/** The first connection of a kind, or the one that is named. */
export function connectionOfKind<K extends ConnectionKind>(connections: readonly Connection[], kind: K, id?: string): ConnectionOf<K> {
  const found = connections.find((connection) => (id === undefined ? connection.kind === kind : connection.id === id));
  if (found?.kind === kind) return found as ConnectionOf<K>;
  if (found)
    throw new Error(`The connection "${found.id}" is of kind ${found.kind}, not ${kind}: send ${found.kind} --connection ${found.id}`);
  const list = connections.map((connection) => `${connection.id} (${connection.kind})`).join(', ');
  throw new Error(`connections.yaml has no connection ${id === undefined ? `of kind ${kind}` : `"${id}"`}. It has: ${list || 'none'}.`);
}

/** Secrets that a local start made up stand below what the environment sets. */
export function localEnvironment({ home }: Pick<CliSettings, 'home'>, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const made = existsSync(home.secrets) ? parseEnv(readFileSync(home.secrets, 'utf8')) : {};
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  return { ...made, ...set };
}
