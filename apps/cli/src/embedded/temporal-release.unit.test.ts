import { describe, expect, it } from 'vitest';

import { isAtLeast, releaseArchive, serverVersion } from './temporal-release.js';

describe('the Temporal release', () => {
  it('has a checksum for each machine it is built for', () => {
    for (const [platform, arch] of [
      ['linux', 'x64'],
      ['linux', 'arm64'],
      ['darwin', 'x64'],
      ['darwin', 'arm64'],
    ] as const) {
      expect(releaseArchive(platform, arch)?.sha256).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(releaseArchive('linux', 'riscv64')).toBeUndefined();
  });

  it('tells its server version, also when Go built it without its own', () => {
    expect(serverVersion('temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)')).toBe('1.29.1');
    expect(serverVersion('temporal version 0.0.0-DEV (Server 1.29.1, UI 2.42.1)')).toBe('1.29.1');
    expect(serverVersion('tctl version 1.18.0')).toBeUndefined();
  });

  it('compares versions by number', () => {
    expect(isAtLeast('1.29.1', '1.28.0')).toBe(true);
    expect(isAtLeast('1.28.0', '1.28.0')).toBe(true);
    expect(isAtLeast('1.9.3', '1.28.0')).toBe(false);
    expect(isAtLeast('2.0.0', '1.28.0')).toBe(true);
  });
});
