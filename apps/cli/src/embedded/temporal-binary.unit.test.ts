import { describe, expect, it } from 'vitest';

import { type BinarySources, findTemporal } from './temporal-binary.js';

/** Every way says it has nothing, unless told otherwise; `tried` tells which were asked. */
function sources(ways: Partial<BinarySources>): BinarySources & { tried: string[] } {
  const tried: string[] = [];
  const way = (name: keyof BinarySources) => (): Promise<string | undefined> => {
    tried.push(name);
    return ways[name]?.() ?? Promise.resolve(undefined);
  };
  return { tried, onPath: way('onPath'), inCache: way('inCache'), byDownload: way('byDownload'), byBuilding: way('byBuilding') };
}

describe('looking for a Temporal server', () => {
  it('takes the one on PATH and looks no further', async () => {
    const all = sources({ onPath: async () => '/usr/bin/temporal', inCache: async () => '/cache/temporal' });
    await expect(findTemporal(all)).resolves.toEqual({ path: '/usr/bin/temporal', how: 'found on PATH' });
    expect(all.tried).toEqual(['onPath']);
  });

  it('goes on to its own cache when the one on PATH is too old', async () => {
    const all = sources({ onPath: () => Promise.reject(new Error('server 1.20.0')), inCache: async () => '/cache/temporal' });
    await expect(findTemporal(all)).resolves.toEqual({ path: '/cache/temporal', how: 'from the cache' });
  });

  it('builds one when the download is out of reach', async () => {
    const all = sources({ byDownload: () => Promise.reject(new Error('name not found')), byBuilding: async () => '/cache/temporal' });
    await expect(findTemporal(all)).resolves.toEqual({ path: '/cache/temporal', how: 'built with Go' });
    expect(all.tried).toEqual(['onPath', 'inCache', 'byDownload', 'byBuilding']);
  });

  it('says what failed and what helps when there is no way', async () => {
    const none = sources({
      byDownload: () => Promise.reject(new Error('github.com: name not found')),
      byBuilding: () => Promise.reject(new Error('Go is not installed')),
    });
    const message = await findTemporal(none).catch((error: Error) => error.message);
    expect(message).toContain('downloaded: no (github.com: name not found)');
    expect(message).toContain('built with Go: no (Go is not installed)');
    expect(message).toContain('TEMPORAL_ADDRESS=host:port');
  });
});
