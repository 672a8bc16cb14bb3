import { didYouMean } from '@firstline/domain/policy/did-you-mean';
import { configSchema } from '@firstline/platform/config/config';

import type { Installation } from './installation.js';
import { broken, type Line, ok, skipped, warn } from './line.js';

const known = Object.keys(configSchema.shape);

/** Names only: a value may be a secret. */
export function settingsLines({ given, env, fresh, untold }: Pick<Installation, 'given' | 'env' | 'fresh' | 'untold'>): Line[] {
  const set = known.filter((name) => given[name] !== undefined);
  const lines: Line[] = [ok('Set', set.length === 0 ? 'nothing: everything as a local start makes it' : set.join(', '))];
  const parsed = configSchema.safeParse(env);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const name = issue.path.join('.');
      if (env[name] === undefined && untold.includes(name)) continue; // said where it matters
      if (env[name] === undefined && fresh) lines.push(skipped(name, 'not set: the first npm start makes it'));
      else if (env[name] === undefined)
        lines.push(
          broken(name, 'is not set, and no local start has made it', 'Set it (.env.example says what it is), or run npm start once.'),
        );
      else lines.push(broken(name, 'is set to something that cannot be', `${issue.message}. .env.example says what it is.`));
    }
  }
  for (const name of strangers(given)) {
    const meant = didYouMean(name, known);
    lines.push(
      warn(name, 'is set, and nobody reads it', meant ? `Did you mean ${meant}?` : 'Take it out; .env.example lists all settings.'),
    );
  }
  return lines;
}

/** Read by the sandbox app, which stands alone. */
const sandboxOwn = /^FIRSTLINE_SANDBOX_/;

const strangers = (given: NodeJS.ProcessEnv): string[] =>
  Object.keys(given).filter((name) => name.startsWith('FIRSTLINE_') && !known.includes(name) && !sandboxOwn.test(name));
