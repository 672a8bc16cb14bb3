import type { Config } from '@firstline/platform/config/config';

/** How people reach this instance. */
export const publicUrlOf = (config: Pick<Config, 'FIRSTLINE_PUBLIC_URL' | 'FIRSTLINE_PORT'>): string =>
  config.FIRSTLINE_PUBLIC_URL ?? `http://localhost:${config.FIRSTLINE_PORT}`;
