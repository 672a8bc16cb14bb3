import type { Config } from './config.js';

/**
 * Where a vendor's local stand-in is, for a vendor without settings of its own.
 * @param below the stand-in's path, such as `apollo/api/v1`
 * @returns undefined where no sandbox runs
 */
export const sandboxUrl = ({ FIRSTLINE_SANDBOX_URL: sandbox }: Pick<Config, 'FIRSTLINE_SANDBOX_URL'>, below: string): string | undefined =>
  sandbox === undefined ? undefined : `${sandbox.replace(/\/+$/, '')}/${below}`;
