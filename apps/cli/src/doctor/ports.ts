import { holderOf, isPortFree } from '../embedded/ports.js';
import { wantedPorts } from '../up/wanted-ports.js';
import type { Installation } from './installation.js';
import { broken, type Line, ok, skipped, warn } from './line.js';

/** Before a start: are they free? While it runs: does somebody listen on each? */
export async function portsLines({ up, running, given }: Installation): Promise<Line[]> {
  const elsewhere = given['DATABASE_URL'] !== undefined && given['TEMPORAL_ADDRESS'] !== undefined && !running;
  if (elsewhere) return [skipped('Ports', 'the programs run elsewhere: DATABASE_URL and TEMPORAL_ADDRESS are set')];
  return Promise.all(
    wantedPorts(up).map(async ({ port, purpose, setting }) => {
      const name = port === 0 ? setting : String(port);
      if (port === 0) return skipped(name, `any free one, for ${purpose}`);
      const free = await isPortFree(port);
      if (running)
        return free
          ? warn(
              name,
              `nobody listens, although npm start runs (process ${running.pid}): ${purpose}`,
              'Look at its terminal, and at logs/ in FIRSTLINE_HOME.',
            )
          : ok(name, purpose);
      if (free) return ok(name, `free, for ${purpose}`);
      const holder = holderOf(port);
      return broken(
        name,
        `wanted for ${purpose}, and taken by ${holder ? `process ${holder.pid} (${holder.command.slice(0, 60)})` : 'another program'}`,
        `Choose another: ${setting}=<port> npm start`,
      );
    }),
  );
}
