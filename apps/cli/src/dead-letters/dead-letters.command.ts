import {
  type DeadLetterItem,
  deadLetterAnswerSchema,
  deadLetterPageSchema,
  deadLetterStates,
} from '@firstline/domain/api/dead-letters.schema';
import { Command, Option } from 'commander';
import colours from 'picocolors';

import { type Api, openApi, Refused } from '../http/api.js';
import { cliSettings } from '../http/cli-settings.js';
import { wrap } from '../screen/layout.js';
import { columnsOf, Finished, type Given, say, sayJson, verb } from '../screen/screen.js';
import { ago, whenOf } from '../screen/times.js';

interface Common {
  json: boolean;
  url?: string;
}

export function deadLettersCommand(given: Given): Command {
  const deadLetters = new Command('dead-letters').description('what could not be done yet');
  const sub = (name: string, description: string): Command =>
    deadLetters
      .command(name, { isDefault: name === 'list' })
      .description(description)
      .option('--json', 'as JSON', false)
      .option('--url <address>', 'where Firstline is');
  sub('list', 'newest first')
    .addOption(new Option('--state <state>').choices(['open', ...deadLetterStates]).default('open'))
    .action(verb(given, (options: Common & { state: string }) => list(given, options)));
  sub('retry', 'try now, once the cause is gone')
    .argument('[ids...]')
    .option('--all', 'all that are open', false)
    .option('--code <code>', 'with --all: only those that failed with this code')
    .action(verb(given, (ids: string[], options: Common & { all: boolean; code?: string }) => retry(given, ids, options)));
  sub('discard', 'give up on it')
    .argument('<id>')
    .addOption(new Option('--because <words>', 'why').makeOptionMandatory())
    .action(verb(given, (id: string, options: Common & { because: string }) => discard(given, id, options)));
  return deadLetters;
}

async function list({ env, out }: Given, options: Common & { state: string }): Promise<void> {
  const page = await openApi(cliSettings(env, options)).get(`/v1/dead-letters?limit=100&state=${options.state}`, deadLetterPageSchema);
  if (options.json) return sayJson(out, page);
  if (page.items.length === 0) return say(out, options.state === 'open' ? colours.green('Nothing waits: every action was done.') : 'None.');
  const at = { columns: columnsOf(out), nowMs: Date.now() };
  say(out, ['', ...page.items.flatMap((item) => itemLines(item, at)), ...(page.nextCursor ? [colours.dim('  … and more than 100')] : [])]);
}

export function itemLines(item: DeadLetterItem, { columns, nowMs }: { columns: number; nowMs: number }): string[] {
  const { id, kind, target, lead, state, tries, error, createdAt, nextTryAt, endedAt, endedBy, endedBecause } = item;
  const next = endedAt
    ? `${state} ${ago(Date.parse(endedAt), nowMs)}${endedBy ? ` by ${endedBy}` : ''}${endedBecause ? `: ${endedBecause}` : ''}`
    : nextTryAt
      ? `tried again ${whenOf(Date.parse(nextTryAt), nowMs)}`
      : 'waits for a person';
  return [
    `  ${colours.bold(`${kind}${target ? ` to ${target}` : ''}`)} for ${lead?.name ?? 'somebody who was erased'}  ${colours.yellow(state)}`,
    ...wrap(`${error.code}: ${error.text}`, columns - 4).map((line) => `    ${line}`),
    colours.dim(`    ${ago(Date.parse(createdAt), nowMs)} · ${tries} ${tries === 1 ? 'try' : 'tries'} · ${next}`),
    colours.dim(`    ${id}`),
    '',
  ];
}

async function retry({ env, out }: Given, ids: readonly string[], options: Common & { all: boolean; code?: string }): Promise<void> {
  const api = openApi(cliSettings(env, options));
  if (options.all === ids.length > 0) throw new Error('Say which ones: their ids, or --all.');
  const chosen = options.all ? await openOnes(api, options.code) : ids;
  const answers: { id: string; accepted: boolean; message: string }[] = [];
  for (const id of chosen) answers.push(await tryOne(api, id)); // one after the other: whatever failed has just come back
  if (options.json) sayJson(out, answers);
  else
    say(
      out,
      answers.length === 0
        ? 'Nothing waits.'
        : answers.map(({ id, accepted, message }) => `${(accepted ? colours.green : colours.red)(message)} ${colours.dim(id)}`),
    );
  if (answers.some(({ accepted }) => !accepted)) throw new Finished(1);
}

/** One that cannot be tried keeps none of the others from it. */
async function tryOne(api: Api, id: string): Promise<{ id: string; accepted: boolean; message: string }> {
  try {
    const { message } = await api.post(`/v1/dead-letters/${encodeURIComponent(id)}/retry`, deadLetterAnswerSchema);
    return { id, accepted: true, message };
  } catch (error) {
    if (!(error instanceof Refused) || error.status === 401) throw error;
    return { id, accepted: false, message: error.message };
  }
}

async function openOnes(api: Api, code: string | undefined): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { items: DeadLetterItem[]; nextCursor: string | null } = await api.get(
      `/v1/dead-letters?limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
      deadLetterPageSchema,
    );
    ids.push(...page.items.filter(({ error }) => code === undefined || error.code === code).map(({ id }) => id));
    cursor = page.nextCursor;
  }
  return ids;
}

async function discard({ env, out }: Given, id: string, options: Common & { because: string }): Promise<void> {
  const answer = await openApi(cliSettings(env, options)).post(
    `/v1/dead-letters/${encodeURIComponent(id)}/discard`,
    deadLetterAnswerSchema,
    { because: options.because },
  );
  if (options.json) return sayJson(out, answer);
  say(out, colours.green(answer.message));
}
