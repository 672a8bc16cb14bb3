/**
 * The Temporal CLI we run: server 1.29.1 with its UI in one file. MIT licence, built for these four machines.
 * Names and places: github.com/temporalio/cli, `.goreleaser.yml`; SHA-256 of the archives from that release's checksums.txt.
 */
export const TEMPORAL_CLI_VERSION = '1.5.1';
export const TEMPORAL_GO_PACKAGE = `github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_CLI_VERSION}`;

const SHA256: Record<string, string> = {
  linux_amd64: 'ddc95e08b0b076efd4ea9733a3f488eb7d2be875f8834e616cd2a37358b4852d',
  linux_arm64: 'bd1b0db9f18b051026de8bf6cc1505f2510f14bbb7a8b9a4a91fff46c77454f5',
  darwin_amd64: 'bbb73e2a31135abe50a1f1cdb35030c42961df618e8ce9c60ae89f201540c5d9',
  darwin_arm64: 'cca01b7ea35ad56e2a328d9ae596bf716bd22313ef63c7a761c88354457c2415',
};

export interface ReleaseArchive {
  /** Tried in turn; the checksum says whether it is the right file, wherever it came from. */
  urls: string[];
  sha256: string;
}

/** @returns undefined for a machine that the project does not build for */
export function releaseArchive(platform: string, arch: string): ReleaseArchive | undefined {
  const goArch = arch === 'x64' ? 'amd64' : arch;
  const sha256 = SHA256[`${platform}_${goArch}`];
  if (!sha256) return undefined;
  return {
    urls: [
      `https://github.com/temporalio/cli/releases/download/v${TEMPORAL_CLI_VERSION}/temporal_cli_${TEMPORAL_CLI_VERSION}_${platform}_${goArch}.tar.gz`,
      `https://temporal.download/cli/archive/v${TEMPORAL_CLI_VERSION}?platform=${platform}&arch=${goArch}`,
    ],
    sha256,
  };
}

/** Older servers lack what our workflows rely on: user metadata for summaries, eager start, update-with-start. */
export const OLDEST_SERVER = '1.28.0';

/** Reads `temporal --version`: "temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)". */
export function serverVersion(versionOutput: string): string | undefined {
  return versionOutput.match(/Server (\d+\.\d+\.\d+)/)?.[1];
}

export function isAtLeast(version: string, oldest: string): boolean {
  const [a, b] = [version, oldest].map((text) => text.split('.').map(Number)) as [number[], number[]];
  const at = a.findIndex((part, index) => part !== b[index]);
  return at === -1 || a[at]! > (b[at] ?? 0);
}
