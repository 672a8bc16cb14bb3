/** How one thing is. `skipped`: it cannot be known now, or nobody wants it. */
export type State = 'ok' | 'warn' | 'broken' | 'skipped';

export interface Line {
  name: string;
  state: State;
  /** What was seen: names of settings, never their values. */
  says: string;
  /** What to do about it. */
  advice?: string;
}

export interface Part {
  title: string;
  lines: Line[];
}

export const ok = (name: string, says: string): Line => ({ name, state: 'ok', says });
export const skipped = (name: string, says: string): Line => ({ name, state: 'skipped', says });
export const warn = (name: string, says: string, advice: string): Line => ({ name, state: 'warn', says, advice });
export const broken = (name: string, says: string, advice: string): Line => ({ name, state: 'broken', says, advice });

const rank: Record<State, number> = { skipped: 0, ok: 1, warn: 2, broken: 3 };
export const worst = (lines: readonly Line[]): State =>
  lines.reduce<State>((state, line) => (rank[line.state] > rank[state] ? line.state : state), 'skipped');

/** What runs was given a store that we were not told of. */
export const untoldLine = (name: string, setting: string): Line =>
  skipped(name, `what runs was given ${setting}; set it here, too, to have it looked at`);

/** The first line of what went wrong, without anything that could be a credential. */
export function reason(error: unknown): string {
  const { code, message, errors, cause } = error as { code?: unknown; message?: unknown; errors?: unknown[]; cause?: unknown };
  const text = typeof message === 'string' ? (message.trim().split('\n')[0] ?? '') : '';
  const words = text.replaceAll(/[a-z][a-z0-9+.-]*:\/\/\S+/gi, '[address]').slice(0, 200);
  if (words && words !== 'fetch failed') return words;
  if (errors?.[0]) return reason(errors[0]);
  if (cause) return reason(cause);
  return typeof code === 'string' ? code : 'no reason given';
}
