// What the set-up prints: one calm line a step, with its duration. Plain Node, since it runs before anything is installed.
const { env, stdout } = process;
const colour = env.NO_COLOR ? false : env.FORCE_COLOR ? env.FORCE_COLOR !== '0' : (stdout.isTTY ?? false) && env.TERM !== 'dumb';
const paint = (open, close) => (text) => (colour ? `\u001b[${open}m${text}\u001b[${close}m` : text);

export const bold = paint(1, 22);
export const dim = paint(2, 22);
export const red = paint(31, 39);
export const green = paint(32, 39);
export const yellow = paint(33, 39);

/** "0.4 s", "58 s", "2 min 5 s" */
export function duration(ms) {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

export function say(line = '') {
  stdout.write(`${line}\n`);
}

const label = (name) => bold(name.padEnd(11));
export const ok = (name, detail) => say(`  ${green('✓')} ${label(name)} ${dim(detail)}`);
export const note = (name, detail) => say(`  ${yellow('•')} ${label(name)} ${detail}`);
export const bad = (name, detail) => say(`  ${red('✗')} ${label(name)} ${detail.replaceAll('\n', '\n                ')}`);

/**
 * Runs one step. On a terminal the line counts the seconds; elsewhere it says once what it is doing and how long that usually takes.
 * @param work is given `tell`, which replaces the text of the line; what it returns is said at the end
 */
export async function step(name, doing, work) {
  const startedAt = performance.now();
  const elapsed = () => duration(performance.now() - startedAt);
  let text = doing;
  const draw = () => stdout.write(`\r\u001b[2K  ${dim('…')} ${label(name)} ${clip(`${text}, ${elapsed()}`)}`);
  const timer = stdout.isTTY ? setInterval(draw, 200) : undefined;
  if (stdout.isTTY) draw();
  else say(`  … ${name.padEnd(11)} ${doing}`);
  const tell = (next) => {
    text = next;
  };
  try {
    const result = await work(tell);
    erase(timer);
    ok(name, `${result ? `${result}, ` : ''}${elapsed()}`);
  } catch (error) {
    erase(timer);
    bad(name, `failed after ${elapsed()}`);
    throw error;
  }
}

const clip = (text) => text.slice(0, Math.max(20, (stdout.columns || 80) - 18));

function erase(timer) {
  clearInterval(timer);
  if (stdout.isTTY) stdout.write('\r\u001b[2K');
}
