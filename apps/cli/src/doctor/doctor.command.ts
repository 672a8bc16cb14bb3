import { Command } from 'commander';
import colours from 'picocolors';

import { hang, padEnd } from '../screen/layout.js';
import { columnsOf, Finished, type Given, say, sayJson, verb } from '../screen/screen.js';
import { examine } from './examine.js';
import { type Line, type Part, type State, worst } from './line.js';

interface DoctorOptions {
  json: boolean;
  quiet: boolean;
  url?: string;
}

export function doctorCommand(given: Given): Command {
  return new Command('doctor')
    .description('look at every part of this installation, and say what to do about what is wrong')
    .option('-q, --quiet', 'only what is not well', false)
    .option('--json', 'as JSON', false)
    .option('--url <address>', 'where Firstline is')
    .action(verb(given, (options: DoctorOptions) => doctor(given, options)));
}

async function doctor({ env, out }: Given, options: DoctorOptions): Promise<void> {
  const parts: Part[] = [];
  const columns = columnsOf(out);
  if (!options.json) say(out);
  for await (const part of examine(env, options)) {
    parts.push(part);
    const lines = options.json ? [] : partLines(part, { columns, quiet: options.quiet });
    if (lines.length > 0) say(out, lines);
  }
  const state = worst(parts.flatMap(({ lines }) => lines));
  if (options.json) sayJson(out, { state, parts });
  else say(out, [diagnosis(parts, state), '']);
  if (state === 'broken') throw new Finished(1);
}

const marks: Record<State, string> = {
  ok: colours.green('✓'),
  warn: colours.yellow('!'),
  broken: colours.red('✗'),
  skipped: colours.dim('·'),
};
const NAME = 18;

export function partLines({ title, lines }: Part, { columns, quiet }: { columns: number; quiet: boolean }): string[] {
  const shown = quiet ? lines.filter(({ state }) => state === 'warn' || state === 'broken') : lines;
  if (shown.length === 0) return quiet ? [] : [colours.bold(title), colours.dim('  nothing to look at'), ''];
  return [colours.bold(title), ...shown.flatMap((line) => lineLines(line, columns)), ''];
}

function lineLines({ name, state, says, advice }: Line, columns: number): string[] {
  const text = hang(`  ${marks[state]} ${padEnd(name, NAME)} `, says, columns);
  return [
    ...(state === 'skipped' ? text.map((line) => colours.dim(line)) : text),
    ...(advice ? hang(`    ${' '.repeat(NAME)} → `, advice, columns).map((line) => colours.bold(line)) : []),
  ];
}

function diagnosis(parts: readonly Part[], state: State): string {
  const lines = parts.flatMap((part) => part.lines);
  const count = (wanted: State): number => lines.filter((line) => line.state === wanted).length;
  if (state === 'broken') return colours.red(`${count('broken')} broken, ${count('warn')} to look at, ${count('ok')} well.`);
  if (state === 'warn') return colours.yellow(`It works; ${count('warn')} to look at, ${count('ok')} well.`);
  return colours.green(`All ${count('ok')} are well.`);
}
