import colours from 'picocolors';

/** What a start prints: one calm line a step, in the manner of tools/terminal.mjs, whose lines stand above these. */
export interface Terminal {
  say(line?: string): void;
  /** Runs a step; its line counts the seconds on a terminal, and ends with how long it took. */
  step<T>(name: string, doing: string, work: (tell: (text: string) => void) => Promise<{ detail: string; result: T }>): Promise<T>;
  note(name: string, detail: string): void;
  failure(message: string): void;
}

export interface Output {
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  write(text: string): unknown;
}

export function terminalOn(out: Output): Terminal {
  const running = new Map<string, { text: string; startedAtMs: number }>();
  let shown = false;

  const erase = (): void => {
    if (shown) out.write('\r\u001b[2K');
    shown = false;
  };
  // Steps may run side by side: one line shows those that are still at work.
  const draw = (): void => {
    if (!out.isTTY || running.size === 0) return;
    const parts = [...running].map(([name, { text, startedAtMs }]) => `${name}: ${text}, ${duration(performance.now() - startedAtMs)}`);
    out.write(`\r\u001b[2K  ${colours.dim('…')} ${parts.join(' · ').slice(0, Math.max(20, (out.columns || 80) - 6))}`);
    shown = true;
  };
  const say = (line = ''): void => {
    erase();
    out.write(`${line}\n`);
    draw();
  };
  const timer = out.isTTY ? setInterval(draw, 200) : undefined;
  timer?.unref();

  return {
    say,
    async step(name, doing, work) {
      const startedAtMs = performance.now();
      running.set(name, { text: doing, startedAtMs });
      let quietUntilMs = startedAtMs + 10_000;
      const tell = (text: string): void => {
        running.set(name, { text, startedAtMs });
        if (out.isTTY || performance.now() < quietUntilMs) return;
        quietUntilMs = performance.now() + 10_000; // a log is not a terminal: a line now and then
        say(`  … ${name.padEnd(11)} ${text}`);
      };
      draw();
      try {
        const { detail, result } = await work(tell);
        running.delete(name);
        say(`  ${colours.green('✓')} ${label(name)} ${colours.dim(`${detail}, ${duration(performance.now() - startedAtMs)}`)}`);
        return result;
      } catch (error) {
        running.delete(name);
        say(`  ${colours.red('✗')} ${label(name)} failed after ${duration(performance.now() - startedAtMs)}`);
        throw error;
      }
    },
    note: (name, detail) => say(`  ${colours.yellow('•')} ${label(name)} ${detail}`),
    failure: (message) => say(`\n${colours.red(message)}\n`),
  };
}

/** "0.4 s", "58 s", "2 min 5 s" */
export function duration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const label = (name: string): string => colours.bold(name.padEnd(11));
