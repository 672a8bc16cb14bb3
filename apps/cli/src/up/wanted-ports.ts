import { freePort, holderOf, isPortFree, portsTakenMessage, type TakenPort, type WantedPort } from '../embedded/ports.js';
import type { UpSettings } from './settings.js';

/** The ports this start will listen on. */
export function wantedPorts(settings: UpSettings): WantedPort[] {
  const { external } = settings;
  return [
    { purpose: 'the console and the API', setting: 'FIRSTLINE_PORT', port: settings.port },
    { purpose: "the worker's health and metrics", setting: 'FIRSTLINE_WORKER_PORT', port: settings.workerPort },
    ...(external.databaseUrl ? [] : [{ purpose: 'Postgres', setting: 'FIRSTLINE_POSTGRES_PORT', port: settings.postgresPort }]),
    ...(external.temporalAddress
      ? []
      : [
          { purpose: 'Temporal', setting: 'FIRSTLINE_TEMPORAL_PORT', port: settings.temporalPort },
          { purpose: 'the Temporal UI', setting: 'FIRSTLINE_TEMPORAL_UI_PORT', port: settings.temporalUiPort },
        ]),
  ];
}

/** A port 0 means "any": each gets one that is free now. */
export async function withFreePorts(settings: UpSettings): Promise<UpSettings> {
  const chosen = async (port: number): Promise<number> => (port === 0 ? freePort() : port);
  return {
    ...settings,
    port: await chosen(settings.port),
    workerPort: await chosen(settings.workerPort),
    postgresPort: await chosen(settings.postgresPort),
    temporalPort: await chosen(settings.temporalPort),
    temporalUiPort: await chosen(settings.temporalUiPort),
  };
}

/** @throws Error naming every taken port at once, who has it, and a free one to use instead */
export async function demandPorts(ports: WantedPort[]): Promise<void> {
  const taken: TakenPort[] = [];
  for (const [index, wanted] of ports.entries()) {
    const twice = ports.slice(0, index).find(({ port }) => port === wanted.port);
    if (twice) throw new Error(`Port ${wanted.port} is asked for twice: by ${twice.setting} and by ${wanted.setting}.`);
    if (await isPortFree(wanted.port)) continue;
    taken.push({ wanted, holder: holderOf(wanted.port), another: await freePortAbove(wanted.port, [...ports, ...taken.map(chosen)]) });
  }
  if (taken.length > 0) throw new Error(portsTakenMessage(taken));
}

const chosen = ({ wanted, another }: TakenPort): WantedPort => ({ ...wanted, port: another });

async function freePortAbove(port: number, ports: WantedPort[]): Promise<number> {
  for (let candidate = port + 1; candidate < Math.min(port + 100, 65_536); candidate++) {
    if (!ports.some((wanted) => wanted.port === candidate) && (await isPortFree(candidate))) return candidate;
  }
  return freePort();
}
