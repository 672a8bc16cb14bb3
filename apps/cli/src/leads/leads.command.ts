import { leadPageSchema, outcomes } from '@firstline/domain/api/leads.schema';
import { stages } from '@firstline/domain/signal/stage';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import colours from 'picocolors';

import { openApi } from '../http/api.js';
import { cliSettings } from '../http/cli-settings.js';
import { columnsOf, type Given, say, sayJson, verb } from '../screen/screen.js';
import { findLead, findRep } from './find-lead.js';
import { leadLines, leadTable } from './lead-lines.js';
import { type OperationOptions, operations, recordOutcome } from './operations.js';

interface Common {
  json: boolean;
  url?: string;
}
interface ListOptions extends Common {
  open: boolean;
  stage?: string;
  rep?: string;
  search?: string;
  limit: number;
}

export function leadsCommand(given: Given): Command {
  const leads = new Command('leads').description('the people in play');
  const sub = (name: string, description: string): Command =>
    leads
      .command(name, { isDefault: name === 'list' })
      .description(description)
      .option('--json', 'as JSON', false)
      .option('--url <address>', 'where Firstline is');
  const because = (): Option => new Option('--because <words>', 'why; goes to the timeline').makeOptionMandatory();
  const operate = (name: keyof typeof operations, description: string): Command =>
    sub(name, description)
      .argument('<lead>', 'id, its beginning, or a name')
      .action(verb(given, (lead: string, options: Common & OperationOptions) => operation(given, name, lead, options)));

  sub('list', 'newest first')
    .option('--open', 'only those that are being worked', false)
    .addOption(new Option('--stage <stage>', 'of the latest pursuit').choices(stages))
    .option('--rep <rep>', 'who has it: id or name')
    .option('-s, --search <text>', 'part of a name, address or company')
    .option('--limit <number>', 'at most so many', pageSize, 20)
    .action(verb(given, (options: ListOptions) => list(given, options)));
  sub('show', 'facts, score, why this rep, and what can be done')
    .argument('<lead>', 'id, its beginning, or a name')
    .action(verb(given, (lead: string, options: Common) => show(given, lead, options)));
  operate('take', 'somebody takes it: the rep who is asked, unless said otherwise').option('--rep <rep>', 'who takes it');
  operate('pass', 'the rep who has it hands it on').addOption(because()).option('--rep <rep>', 'who passes');
  operate('reassign', 'move it: to somebody, or to the next in turn').addOption(because()).option('--to <rep>', 'to whom');
  operate('snooze', 'put the clock off').addOption(new Option('--for <minutes>', 'how long').argParser(minutes).makeOptionMandatory());
  operate('cancel', 'stop the pursuit: messages are updated, tasks closed').addOption(because());
  sub('outcome', 'what came of it')
    .argument('<lead>', 'id, its beginning, or a name')
    .addArgument(new Argument('<outcome>').choices(outcomes))
    .option('--note <words>', 'in your words')
    .action(verb(given, (lead: string, outcome: string, options: Common & { note?: string }) => recorded(given, lead, outcome, options)));
  return leads;
}

async function list({ env, out }: Given, options: ListOptions): Promise<void> {
  const api = openApi(cliSettings(env, options));
  const query = new URLSearchParams({ limit: String(options.limit) });
  if (options.open) query.set('open', 'true');
  if (options.stage) query.set('stage', options.stage);
  if (options.search) query.set('q', options.search);
  if (options.rep) query.set('rep', (await findRep(api, options.rep)).id);
  const page = await api.get(`/v1/leads?${query.toString()}`, leadPageSchema);
  if (options.json) return sayJson(out, page);
  if (page.items.length === 0) return say(out, 'No lead. Send a signal: npm run firstline -- send');
  say(out, [
    '',
    ...leadTable(page.items, { columns: columnsOf(out), nowMs: Date.now() }),
    ...(page.nextCursor ? [colours.dim('  … and more: --limit, --open, --search')] : []),
    '',
  ]);
}

async function show({ env, out }: Given, text: string, options: Common): Promise<void> {
  const lead = await findLead(openApi(cliSettings(env, options)), text);
  if (options.json) return sayJson(out, lead);
  say(out, ['', ...leadLines(lead, { columns: columnsOf(out), nowMs: Date.now() })]);
}

async function operation(
  { env, out }: Given,
  name: keyof typeof operations,
  text: string,
  options: Common & OperationOptions,
): Promise<void> {
  const api = openApi(cliSettings(env, options));
  const answer = await operations[name](api, await findLead(api, text), options);
  if (options.json) return sayJson(out, answer);
  say(out, colours.green(answer.message));
}

async function recorded({ env, out }: Given, text: string, outcome: string, options: Common & { note?: string }): Promise<void> {
  const answer = await recordOutcome(openApi(cliSettings(env, options)), text, outcome, options.note);
  if (options.json) return sayJson(out, answer);
  say(out, colours.green(answer.message));
}

function pageSize(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 100) throw new InvalidArgumentError('a whole number from 1 to 100, please');
  return value;
}

function minutes(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 20_160)) throw new InvalidArgumentError('a number of minutes, up to 14 days, please');
  return value;
}
