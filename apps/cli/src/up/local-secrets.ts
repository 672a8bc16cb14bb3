import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

import { parseConnections } from '@firstline/domain/connections/parse-connections';
import { type RequiredSecret, requiredSecrets } from '@firstline/domain/connections/required-secrets';

const HEADER = [
  '# Secrets of the connections in connections.yaml, made up by a local start for those that the environment does not set.',
  '# To receive from a real sender, set the variable in your environment or in .env: it wins over the line here.',
];

/**
 * Every secret that the connections name and the environment does not have, so that a fresh checkout can receive signed signals.
 * Kept in one file for its owner only, and the same at every start. A connections.yaml with mistakes is the ingress' to tell.
 */
export function localSecrets({
  configFolder,
  file,
  env,
}: {
  configFolder: string;
  file: string;
  env: NodeJS.ProcessEnv;
}): Record<string, string> {
  const kept = existsSync(file) ? (parseEnv(readFileSync(file, 'utf8')) as Record<string, string>) : {};
  const made = missingSecrets(readConnections(configFolder), { ...kept, ...env });
  const all = { ...kept, ...made };
  if (Object.keys(made).length > 0) {
    const lines = Object.entries(all).map(([name, value]) => `${name}=${value}`);
    writeFileSync(`${file}.new`, [...HEADER, ...lines, ''].join('\n'), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } else if (existsSync(file)) chmodSync(file, 0o600); // a copied folder may have lost it
  return all;
}

/** @param have what is set already; an empty value counts as not set */
export function missingSecrets(connectionsYaml: string, have: NodeJS.ProcessEnv): Record<string, string> {
  const parsed = parseConnections(connectionsYaml);
  if (!parsed.ok) return {};
  const made: Record<string, string> = {};
  for (const { ref, format } of requiredSecrets(parsed.connections)) {
    if ('env' in ref && !have[ref.env]) made[ref.env] ??= sample(format);
  }
  return made;
}

const sample = (format: RequiredSecret['format']): string =>
  format === 'whsec' ? `whsec_${randomBytes(32).toString('base64')}` : randomBytes(32).toString('base64url');

function readConnections(configFolder: string): string {
  const file = join(configFolder, 'connections.yaml');
  return existsSync(file) ? readFileSync(file, 'utf8') : 'connections: []\n';
}
