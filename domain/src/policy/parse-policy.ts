import type { z } from 'zod';
import { contentHash } from './canonical.js';
import { checkConditions } from './check-conditions.js';
import { checkRouting } from './check-routing.js';
import { checkScoring } from './check-scoring.js';
import { checkTeam } from './check-team.js';
import { checkTriggers } from './check-triggers.js';
import { didYouMean } from './did-you-mean.js';
import type { Draft } from './draft.js';
import { optionalFiles, otherFiles, type PolicyFileName, policyFileNames, policyFiles, policyJsonSchemas } from './policy-files.js';
import { type Policy, type TeamMember, triggerSchema } from './policy.schema.js';
import { inReadingOrder, type PolicyProblem } from './policy-problem.js';
import { schemaProblems } from './schema-problems.js';
import { readYamlFile, type YamlFile } from './yaml-file.js';

export type { PolicyProblem } from './policy-problem.js';

export interface PolicyFile {
  /** Below the config folder, with forward slashes: `triggers/demo-request.yaml`. */
  path: string;
  text: string;
}
export type ParsedPolicy = { ok: true; policy: Policy; warnings: PolicyProblem[] } | { ok: false; problems: PolicyProblem[] };

const maxTriggers = 500;
const maxProblems = 200;

let jsonSchemas: ReturnType<typeof policyJsonSchemas> | undefined;
const jsonSchemaOf = (name: string): Record<string, unknown> =>
  (jsonSchemas ??= policyJsonSchemas())[name.replace('.yaml', '.schema.json')] ?? {};

/** Reads a file by its schema: the value if it is sound, all its problems if not. */
function read<T extends z.ZodType>(file: YamlFile, name: string, schema: T, problems: PolicyProblem[]): z.output<T> | undefined {
  problems.push(...file.problems);
  if (file.content === undefined) return undefined;
  const parsed = schema.safeParse(file.content);
  if (parsed.success) return parsed.data;
  problems.push(...schemaProblems(parsed.error.issues, file, jsonSchemaOf(name)));
  return undefined;
}

const isTrigger = (path: string): boolean => /^triggers\/[^/]+\.ya?ml$/.test(path);
const isPolicyFile = (path: string): path is PolicyFileName => Object.hasOwn(policyFiles, path);

function* strangers(paths: readonly string[]): Generator<PolicyProblem> {
  for (const path of paths) {
    if (isTrigger(path) || isPolicyFile(path) || otherFiles.has(path) || !/\.ya?ml$/.test(path)) continue;
    const folder = path.includes('/') ? didYouMean(path.split('/')[0]!, ['triggers']) : undefined;
    const meant = folder ? `${folder}/${path.split('/').at(-1)}` : didYouMean(path, [...policyFileNames, ...otherFiles]);
    yield {
      path,
      line: 1,
      column: 1,
      severity: 'warning',
      message: 'this file is not read: it is no part of a policy',
      ...(meant === undefined ? {} : { suggestion: meant }),
    };
  }
}

function* absent(files: ReadonlyMap<string, YamlFile>, triggers: number): Generator<PolicyProblem> {
  for (const name of policyFileNames) {
    if (files.has(name)) continue;
    const optional = optionalFiles.has(name);
    yield {
      path: name,
      line: 1,
      column: 1,
      severity: optional ? 'warning' : 'error',
      message: optional ? 'the file is not there; defaults are used' : 'the file is not there',
    };
  }
  if (triggers === 0)
    yield {
      path: 'triggers',
      line: 1,
      column: 1,
      severity: 'warning',
      message: 'there is no trigger: every signal is recorded and nobody is told',
    };
}

/** The draft as a policy, once nothing in it is wrong. */
function policyOf(
  draft: Required<Pick<Draft, 'icp' | 'suppression' | 'scoring' | 'territories' | 'team' | 'enrichment' | 'alerts'>> & Draft,
): Policy {
  const { hours, members } = draft.team;
  const team = members.map((member): TeamMember => ({
    ...member,
    hours: typeof member.hours === 'string' ? hours[member.hours]! : member.hours,
  }));
  const content = {
    // In order of id, so that the hash does not hang on the order in which a folder is read.
    triggers: draft.triggers.flatMap(({ trigger }) => (trigger ? [trigger] : [])).sort((a, b) => (a.id < b.id ? -1 : 1)),
    icp: draft.icp.definitions,
    suppression: draft.suppression,
    scoring: draft.scoring,
    territories: draft.territories,
    team,
    enrichment: draft.enrichment,
    alerts: draft.alerts,
  };
  return { hash: contentHash(content), ...content };
}

/**
 * Reads a whole policy from its files and checks it as one: every problem of every file at once, each with file, line and column. The hash
 * is that of the content with defaults filled in: comments, spacing and the order of files do not change it.
 *
 * @param known.connections ids of connections.yaml; without them, triggers may name any connection
 */
export function parsePolicy(input: readonly PolicyFile[], known: { connections?: readonly string[] } = {}): ParsedPolicy {
  const problems: PolicyProblem[] = [...strangers(input.map(({ path }) => path))];
  const files = new Map<PolicyFileName, YamlFile>();
  for (const { path, text } of input) if (isPolicyFile(path)) files.set(path, readYamlFile({ path, text }));

  const triggerFiles = input.filter(({ path }) => isTrigger(path)).sort((a, b) => (a.path < b.path ? -1 : 1));
  if (triggerFiles.length > maxTriggers) {
    const message = `there are ${triggerFiles.length} triggers; at most ${maxTriggers} are read`;
    return { ok: false, problems: [{ path: 'triggers', line: 1, column: 1, severity: 'error', message }] };
  }
  problems.push(...absent(files, triggerFiles.length));

  const value = <N extends PolicyFileName>(name: N): z.output<(typeof policyFiles)[N]> | undefined => {
    const file = files.get(name);
    if (file) return read(file, name, policyFiles[name], problems) as z.output<(typeof policyFiles)[N]> | undefined;
    if (name === 'icp.yaml') return { definitions: [] } as unknown as z.output<(typeof policyFiles)[N]>;
    return optionalFiles.has(name) ? (policyFiles[name].parse({}) as z.output<(typeof policyFiles)[N]>) : undefined;
  };
  const triggers = triggerFiles.map((source) => {
    const file = readYamlFile(source);
    const trigger = read(file, 'trigger.yaml', triggerSchema, problems);
    return trigger ? { file, trigger } : { file };
  });
  const draft: Draft = {
    files,
    triggers,
    icp: value('icp.yaml'),
    suppression: value('suppression.yaml'),
    scoring: value('scoring.yaml'),
    territories: value('territories.yaml'),
    team: value('team.yaml'),
    enrichment: value('enrichment.yaml'),
    alerts: value('alerts.yaml'),
    ...(known.connections ? { connections: known.connections } : {}),
  };
  for (const check of [checkConditions, checkTriggers, checkTeam, checkRouting, checkScoring]) problems.push(...check(draft));

  problems.sort(inReadingOrder);
  if (problems.some(({ severity }) => severity === 'error')) return { ok: false, problems: problems.slice(0, maxProblems) };
  return { ok: true, policy: policyOf(draft as Parameters<typeof policyOf>[0]), warnings: problems.slice(0, maxProblems) };
}
