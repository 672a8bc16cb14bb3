import { connectionsLines } from './connections.js';
import { type Installation, installationOf } from './installation.js';
import { keysLines } from './keys.js';
import { broken, type Line, type Part, reason } from './line.js';
import { machineLines } from './machine.js';
import { policyLines, readPolicy } from './policy.js';
import { portsLines } from './ports.js';
import { postgresLines } from './postgres.js';
import { programsLines } from './programs.js';
import { settingsLines } from './settings.js';
import { temporalLines } from './temporal.js';
import { vendorsLines } from './vendors.js';
import { waitingLines } from './waiting.js';

/** All parts are looked at side by side, and told in the order in which one would look. */
export async function* examine(env: NodeJS.ProcessEnv, options: { url?: string }): AsyncGenerator<Part> {
  let installation: Installation;
  try {
    installation = installationOf(env, options);
  } catch (error) {
    yield {
      title: 'Settings',
      lines: [
        broken(
          'Settings',
          error instanceof Error ? error.message : String(error),
          'Correct them first: nothing else can be looked at before.',
        ),
      ],
    };
    return;
  }
  const policy = readPolicy(installation);
  const connections = policy instanceof Error ? undefined : policy.connections;
  const dedupeDays = Math.max(0, ...(connections ?? []).map((connection) => connection.dedupeDays));
  const parts: [title: string, look: () => Promise<Line[]> | Line[]][] = [
    ['Machine', () => machineLines(installation)],
    ['Settings', () => settingsLines(installation)],
    ['Keys', () => keysLines(installation)],
    ['Ports', () => portsLines(installation)],
    ['Postgres', () => postgresLines(installation)],
    ['Temporal', () => temporalLines(installation, dedupeDays)],
    ['Programs', () => programsLines(installation)],
    ['Policy', () => policyLines(installation, policy)],
    ['Connections', () => connectionsLines(installation, connections)],
    ['Services we call', () => vendorsLines(installation)],
    ['Work', () => waitingLines(installation)],
  ];
  const looks = parts.map(([title, look]) => ({ title, lines: examined(title, look) }));
  for (const { title, lines } of looks) yield { title, lines: await lines };
}

/** What keeps us from looking at one part is a finding, and keeps nobody from the others. */
async function examined(title: string, look: () => Promise<Line[]> | Line[]): Promise<Line[]> {
  try {
    return await look();
  } catch (error) {
    return [broken(title, `cannot be looked at: ${reason(error)}`, 'This is a fault of doctor itself; please report it.')];
  }
}
