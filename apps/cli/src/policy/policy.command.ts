import { resolve } from 'node:path';

import { didYouMean } from '@firstline/domain/policy/did-you-mean';
import { formulaOf } from '@firstline/domain/policy/formula';
import { problemLine } from '@firstline/domain/policy/policy-problem';
import { runbookOf } from '@firstline/domain/policy/runbook';
import { Command } from 'commander';
import colours from 'picocolors';

import { cliSettings } from '../http/cli-settings.js';
import { columnsOf, Finished, type Given, say, sayJson, verb } from '../screen/screen.js';
import { markdownLines } from './markdown-lines.js';
import { checkFolder, type CheckedFolder, seenFrom } from './policy-folder.js';

export function policyCommand(given: Given): Command {
  const policy = new Command('policy').description('the rules, as reviewed files');
  policy
    .command('check')
    .description('tell every mistake in the policy folder, with file, line and what was probably meant')
    .argument('[folder]', 'instead of FIRSTLINE_CONFIG')
    .option('--json', 'problems as JSON', false)
    .action(verb(given, (folder: string | undefined, options: { json: boolean }) => check(given, folder, options)));
  policy
    .command('show')
    .description('a play in one sentence, and its runbook, from the files as they are')
    .argument('<trigger>', 'its id')
    .option('--folder <folder>', 'instead of FIRSTLINE_CONFIG')
    .action(verb(given, (trigger: string, options: { folder?: string }) => show(given, trigger, options)));
  return policy;
}

const folderOf = ({ env }: Given, folder: string | undefined): string =>
  folder === undefined ? cliSettings(env).configFolder : resolve(folder);

async function check(given: Given, folder: string | undefined, { json }: { json: boolean }): Promise<void> {
  const checked = checkFolder(folderOf(given, folder), process.cwd());
  const { policy, problems } = checked;
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (json)
    sayJson(given.out, {
      ok: errors === 0,
      policyHash: policy?.hash ?? null,
      triggers: policy?.triggers.map(({ id }) => id) ?? [],
      problems,
    });
  else
    say(given.out, [
      ...problems.map((problem) => (problem.severity === 'error' ? colours.red : colours.yellow)(problemLine(problem))),
      verdict(checked, errors),
    ]);
  if (errors > 0) throw new Finished(1);
}

function verdict({ folder, files, problems, policy, connections }: CheckedFolder, errors: number): string {
  const where = seenFrom(process.cwd(), folder);
  const warnings = problems.length - errors;
  const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
  if (errors > 0 || !policy)
    return colours.red(
      `${where}: ${count(errors, 'error')}${warnings ? `, ${count(warnings, 'warning')}` : ''}. The version in force stays until they are gone.`,
    );
  return colours.green(
    `${where}: ${count(policy.triggers.length, 'play')} and ${count(connections?.length ?? 0, 'connection')} in ${count(files, 'file')}, no mistake${warnings ? `, ${count(warnings, 'warning')}` : ''}. Policy ${policy.hash.slice(0, 12)}.`,
  );
}

async function show(given: Given, id: string, { folder }: { folder?: string }): Promise<void> {
  const { policy, problems } = checkFolder(folderOf(given, folder), process.cwd());
  if (!policy) {
    const errors = problems.filter(({ severity }) => severity === 'error');
    throw new Error(`The policy has mistakes, so it cannot be shown:\n${errors.map((problem) => `  ${problemLine(problem)}`).join('\n')}`);
  }
  const trigger = policy.triggers.find((each) => each.id === id);
  if (!trigger) {
    const ids = policy.triggers.map((each) => each.id);
    const meant = didYouMean(id, ids);
    throw new Error(`There is no play "${id}"${meant ? `; did you mean "${meant}"?` : '.'} There are: ${ids.join(', ') || 'none'}.`);
  }
  const { baseUrl } = cliSettings(given.env);
  const columns = columnsOf(given.out);
  // Its heading and its sentence stand on top already.
  const [, , ...sections] = runbookOf(trigger, policy, { api: baseUrl, console: baseUrl, metrics: `${baseUrl}/metrics` }).split('\n\n');
  const formula = markdownLines(formulaOf(trigger, policy), columns);
  say(given.out, ['', colours.bold(trigger.name), '', ...formula, '', ...markdownLines(sections.join('\n\n'), columns), '']);
}
