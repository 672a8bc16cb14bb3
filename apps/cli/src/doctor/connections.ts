import type { Connection } from '@firstline/domain/connections/connections.schema';
import { secretsOf } from '@firstline/domain/connections/required-secrets';
import { nameOfSecret, secretReader } from '@firstline/platform/config/secret-ref';

import type { Installation } from './installation.js';
import { broken, type Line, ok, skipped, warn } from './line.js';

/** Whether each connection has what it needs to know its sender. Names of secrets, never secrets. */
export async function connectionsLines({ cli, env }: Installation, connections: readonly Connection[] | undefined): Promise<Line[]> {
  if (!connections) return [broken('connections.yaml', 'cannot be used', 'npm run firstline -- policy check')];
  if (connections.length === 0)
    return [warn('connections.yaml', 'names no connection, so no signal can come in', 'config/README.md says how to add one.')];
  const server = await notConfigured(cli.baseUrl);
  const read = secretReader(env);
  return Promise.all(
    connections.map(async (connection): Promise<Line> => {
      const lacking = server?.[connection.id];
      if (lacking !== undefined)
        return broken(
          connection.id,
          `answers 503 to its sender: ${lacking}`,
          'Set it where the ingress runs; a file counts at once, a variable with the next start.',
        );
      const required = secretsOf(connection);
      const missing = (await Promise.all(required.map(async ({ ref }) => ((await read(ref)) ? [] : [nameOfSecret(ref)])))).flat();
      if (missing.length === 0 || server)
        return ok(connection.id, `${connection.kind}${required.length > 0 ? ', its secrets are there' : ''}`);
      return skipped(connection.id, `${connection.kind}; not set here: ${missing.join(', ')}`);
    }),
  );
}

/** What the running ingress says it lacks, by connection. @returns undefined when it does not answer */
async function notConfigured(baseUrl: string): Promise<Record<string, string> | undefined> {
  try {
    const response = await fetch(`${baseUrl}/readyz`, { signal: AbortSignal.timeout(4_000), redirect: 'error' });
    const { parts } = (await response.json()) as { parts?: { connections?: { notConfigured?: Record<string, string> } } };
    return parts?.connections?.notConfigured;
  } catch {
    return undefined;
  }
}
