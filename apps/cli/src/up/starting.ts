import type { Service } from '../embedded/service.js';
import type { Home } from './home.js';
import type { LocalKeys } from './keys.js';
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
  /**
   * Starts a service, keeps it running, and stops it in its turn: last started, first stopped.
   * @param marker an argument of its command line, for the next start to know it by after kill -9
   */
  supervise: (name: string, start: () => Promise<Service>, marker?: string) => Promise<void>;
}
