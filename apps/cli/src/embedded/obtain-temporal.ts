import { join } from 'node:path';

import { cacheFolder } from './cache-folder.js';
import { binarySources, findTemporal } from './temporal-binary.js';

/** Run before tests, so that a download or a build of minutes is seen and not mistaken for a test that hangs. */
try {
  const env = process.env;
  if (env['TEMPORAL_ADDRESS']) {
    console.log(`using ${env['TEMPORAL_ADDRESS']}`);
  } else {
    const cache = cacheFolder(env, join(process.cwd(), '.firstline', 'cache'));
    const { how } = await findTemporal(binarySources({ cacheFolder: cache, env, progress: (line) => console.log(line) }));
    console.log(how);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
