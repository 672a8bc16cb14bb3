import { join, resolve } from 'node:path';

import { configSchema } from '@firstline/platform/config/config';

import { Home } from '../up/home.js';
import { readOwner } from '../up/lock.js';

const schema = configSchema.pick({ FIRSTLINE_HOME: true, FIRSTLINE_CONFIG: true, FIRSTLINE_PORT: true, FIRSTLINE_PUBLIC_URL: true });

export interface CliSettings {
  home: Home;
  /** Absolute. */
  configFolder: string;
  /** Where to ask, without a slash at the end. */
  baseUrl: string;
  /** What senders sign as their address; the server compares it with its own. */
  signedBaseUrl: string;
}

/**
 * Where Firstline is: `--url`, or the one that was started in this home, or the usual address.
 * @throws Error naming every wrong setting together, never a value
 */
export function cliSettings(env: NodeJS.ProcessEnv, { url }: { url?: string | undefined } = {}): CliSettings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`${lines.length} setting(s) are wrong:\n${lines.join('\n')}\nSee .env.example for what each one means.`);
  }
  const { FIRSTLINE_HOME, FIRSTLINE_CONFIG, FIRSTLINE_PORT, FIRSTLINE_PUBLIC_URL } = parsed.data;
  const home = new Home(resolve(FIRSTLINE_HOME));
  const local = readOwner(home.lock)?.url ?? `http://localhost:${FIRSTLINE_PORT}`;
  const baseUrl = url === undefined ? local : addressOf(url);
  return {
    home,
    configFolder: resolve(FIRSTLINE_CONFIG),
    baseUrl,
    signedBaseUrl: (FIRSTLINE_PUBLIC_URL ?? baseUrl).replace(/\/+$/, ''),
  };
}

function addressOf(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new Error(`--url ${text} is not an address. Write it like http://localhost:3000.`);
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** For messages: the file that holds the key. */
export const keyFile = ({ home }: Pick<CliSettings, 'home'>, name: 'operator' | 'ingest'): string => join(home.root, `${name}.key`);
