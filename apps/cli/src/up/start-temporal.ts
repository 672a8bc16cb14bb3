import { Secret } from '@firstline/platform/config/secret';
import { connectTemporal } from '@firstline/platform/temporal/connect';
import { searchAttributeNames } from '@firstline/workflows/search-attributes/contract';

import { cacheFolder } from '../embedded/cache-folder.js';
import { isListening } from '../embedded/ports.js';
import { startTemporal as startEmbedded } from '../embedded/temporal.js';
import { binarySources, findTemporal } from '../embedded/temporal-binary.js';
import { prepareTheirNamespace } from '../embedded/temporal-namespace.js';
import type { Starting } from './starting.js';

/** A development server of our own, or the one that TEMPORAL_ADDRESS names. @returns its address */
export async function startTemporal(starting: Starting): Promise<string> {
  const { settings, home, terminal, env, signal, supervise } = starting;
  const given = settings.external.temporalAddress;
  if (given) return terminal.step('Temporal', 'connecting', async () => ({ detail: await useTheirs(given, starting), result: given }));

  return terminal.step('Temporal', 'looking for a server', async (tell) => {
    const binary = await findTemporal(binarySources({ cacheFolder: cacheFolder(env, home.cache), env, progress: tell, signal }));
    tell('starting');
    let address = '';
    await supervise('Temporal', async (spawned) => {
      const started = await startEmbedded({
        binary: binary.path,
        folder: home.temporal,
        port: settings.temporalPort,
        uiPort: settings.temporalUiPort,
        namespace: settings.namespace,
        searchAttributes: searchAttributeNames,
        logFile: home.log('temporal'),
        env,
        spawned,
      });
      address = started.address;
      return started.service;
    });
    return { detail: `port ${settings.temporalPort}, ${binary.how}`, result: address };
  });
}

async function useTheirs(address: string, { settings, keys, env }: Starting): Promise<string> {
  if (!(await isListening(address, 5_000))) {
    throw new Error(
      `Nothing answers at ${address}, which TEMPORAL_ADDRESS names.\n` +
        'Correct it, or leave TEMPORAL_ADDRESS out: then Firstline starts a server of its own.',
    );
  }
  const client = connectTemporal({
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: settings.namespace,
    TEMPORAL_API_KEY: env['TEMPORAL_API_KEY'] ? new Secret(env['TEMPORAL_API_KEY']) : undefined,
    FIRSTLINE_PAYLOAD_KEYS: new Secret(env['FIRSTLINE_PAYLOAD_KEYS'] || keys.payload),
  });
  try {
    await prepareTheirNamespace(client, searchAttributeNames);
  } finally {
    await client.connection.close();
  }
  return `from TEMPORAL_ADDRESS: ${address}, namespace ${settings.namespace}`;
}
