import type { Home } from './home.js';
import type { LocalKeys } from './keys.js';
import type { StartService } from './supervised.js';
import type { UpSettings } from './settings.js';
import type { Terminal } from './terminal.js';

/** What every part of a start is given. */
export interface Starting {
  settings: UpSettings;
  home: Home;
  keys: LocalKeys;
  terminal: Terminal;
  /** The user's, with the local secrets of those connections for which the user has set none. */
  env: NodeJS.ProcessEnv;
  /** Aborted when the user wants to stop. */
  signal: AbortSignal;
  /**
   * Starts a service, keeps it running, and stops it in its turn. `start` tells of a process as soon as there is one, so that it can be
   * ended before it is ready.
   * @param marker an argument of its command line, for the next start to know it by after kill -9
   */
  supervise: (name: string, start: StartService, marker?: string) => Promise<void>;
}
