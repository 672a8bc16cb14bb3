import colours from 'picocolors';

/** Where a verb prints. A terminal, a pipe, or a test's text. */
export interface Output {
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  write(text: string): unknown;
}

/** What every verb is given by main.ts, and by tests. */
export interface Given {
  env: NodeJS.ProcessEnv;
  out: Output;
  err: Output;
}

/** People read this far before a line is hard to follow; a pipe has no width of its own. */
const WIDEST = 110;
const NARROWEST = 40;
const USUAL = 80;

export const columnsOf = ({ columns }: Output): number => Math.min(WIDEST, Math.max(NARROWEST, columns || USUAL));

export const say = (out: Output, lines: string | readonly string[] = ''): void => {
  out.write(`${typeof lines === 'string' ? lines : lines.join('\n')}\n`);
};

/** One document on a terminal for people and for `jq`. */
export const sayJson = (out: Output, value: unknown): void => say(out, JSON.stringify(value, undefined, 2));

/** Ends a verb that did its work and found something wrong: what there is to say was said. */
export class Finished extends Error {
  constructor(readonly exitCode: number) {
    super(`ended with exit code ${exitCode}`);
  }
}

/**
 * Runs a verb. Errors that we foresaw say all there is to say; of a bug the stack is wanted.
 * @returns the exit code
 */
export async function run({ err }: Given, work: () => Promise<void>): Promise<number> {
  try {
    await work();
    return 0;
  } catch (error) {
    if (error instanceof Finished) return error.exitCode;
    say(err, colours.red(wordsOf(error)));
    return 1;
  }
}

/** A verb's action: sets the exit code, never throws. */
export const verb =
  <A extends unknown[]>(given: Given, work: (...args: A) => Promise<void>) =>
  async (...args: A): Promise<void> => {
    const exitCode = await run(given, () => work(...args));
    if (exitCode !== 0) process.exitCode = exitCode;
  };

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const foreseen = error.constructor === Error || 'foreseen' in error;
  return foreseen ? error.message : (error.stack ?? error.message);
}
