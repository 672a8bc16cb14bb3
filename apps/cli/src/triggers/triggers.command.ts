import { runbookSchema, triggerListSchema, type TriggerSummary } from '@firstline/domain/api/triggers.schema';
import { Command } from 'commander';
import colours from 'picocolors';

import { openApi } from '../http/api.js';
import { cliSettings } from '../http/cli-settings.js';
import { markdownLines } from '../policy/markdown-lines.js';
import { columnsOf, type Given, say, sayJson, verb } from '../screen/screen.js';
import { ago, span } from '../screen/times.js';

interface Options {
  json: boolean;
  url?: string;
}

export function triggersCommand(given: Given): Command {
  const triggers = new Command('triggers').description('the plays that are in force');
  triggers
    .command('list', { isDefault: true })
    .description('each play in one sentence')
    .option('--json', 'as JSON', false)
    .option('--url <address>', 'where Firstline is')
    .action(verb(given, (options: Options) => list(given, options)));
  triggers
    .command('show')
    .description('the runbook of a play, as published')
    .argument('<id>')
    .option('--json', 'as JSON', false)
    .option('--url <address>', 'where Firstline is')
    .action(verb(given, (id: string, options: Options) => show(given, id, options)));
  return triggers;
}

async function list({ env, out }: Given, options: Options): Promise<void> {
  const found = await openApi(cliSettings(env, options)).get('/v1/triggers', triggerListSchema);
  if (options.json) return sayJson(out, found);
  const columns = columnsOf(out);
  const published = `Policy ${found.policyHash.slice(0, 12)}, published ${ago(Date.parse(found.publishedAt), Date.now())}.`;
  say(out, ['', ...found.items.flatMap((trigger) => summaryLines(trigger, columns)), colours.dim(`  ${published}`), '']);
}

function summaryLines({ id, name, formula, mode, priority, sla, owner }: TriggerSummary, columns: number): string[] {
  const facts = [
    `priority ${priority}`,
    mode ?? 'by fidelity and volume',
    `${span(sla.respondWithinMs)} to respond`,
    `owner ${owner.name}`,
  ];
  return [
    `  ${colours.bold(id)}  ${name}`,
    ...markdownLines(formula, columns - 4).map((line) => `    ${line}`),
    `    ${colours.dim(facts.join(' · '))}`,
    '',
  ];
}

async function show({ env, out }: Given, id: string, options: Options): Promise<void> {
  const runbook = await openApi(cliSettings(env, options)).get(`/v1/triggers/${encodeURIComponent(id)}/runbook`, runbookSchema);
  if (options.json) return sayJson(out, runbook);
  say(out, ['', ...markdownLines(runbook.markdown, columnsOf(out)), '']);
}
