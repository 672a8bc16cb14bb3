import { readFileSync, renameSync, writeFileSync } from 'node:fs';

import type { SandboxPorts } from './sandbox.js';
import type { UpSettings } from './settings.js';

const listening = ['port', 'workerPort', 'postgresPort', 'temporalPort', 'temporalUiPort'] as const;

/** Where the start that runs here listens. A second terminal need not have been told the settings of the first. */
export type KnownPorts = Pick<UpSettings, (typeof listening)[number]> & {
  sandbox?: SandboxPorts;
  /** Stores that were given from outside. Where they are is not written down: an address of a database may hold its password. */
  given: ('DATABASE_URL' | 'TEMPORAL_ADDRESS')[];
};

export function writePorts(file: string, settings: UpSettings, sandbox: SandboxPorts | undefined): void {
  const ports = Object.fromEntries(listening.map((name) => [name, settings[name]]));
  const { databaseUrl, temporalAddress } = settings.external;
  const given = [...(databaseUrl ? ['DATABASE_URL'] : []), ...(temporalAddress ? ['TEMPORAL_ADDRESS'] : [])];
  writeFileSync(`${file}.new`, JSON.stringify({ ...ports, given, ...(sandbox ? { sandbox } : {}) }));
  renameSync(`${file}.new`, file);
}

/** @returns undefined where no start has written any, or what is there cannot be ports */
export function readPorts(file: string): KnownPorts | undefined {
  try {
    const ports = JSON.parse(readFileSync(file, 'utf8')) as KnownPorts;
    const all = [
      ...listening.map((name) => ports[name]),
      ...(ports.sandbox ? [ports.sandbox.http, ports.sandbox.slack, ports.sandbox.smtp] : []),
    ];
    return Array.isArray(ports.given) && all.every((port) => Number.isInteger(port) && port > 0 && port < 65_536) ? ports : undefined;
  } catch {
    return undefined;
  }
}
