import type {
  AlertsPolicy,
  EnrichmentPolicy,
  IcpDefinition,
  ScoringPolicy,
  SuppressionPolicy,
  Territories,
  Trigger,
} from './policy.schema.js';
import type { PolicyFileName } from './policy-files.js';
import type { PolicyProblem } from './policy-problem.js';
import { didYouMean } from './did-you-mean.js';
import type { ContentPath, YamlFile } from './yaml-file.js';
import type { z } from 'zod';
import type { teamSchema } from './policy.schema.js';

/** What the files of a policy say, as far as each of them could be read: checks run on the sound part, so that one typo hides nothing. */
export interface Draft {
  triggers: { file: YamlFile; trigger?: Trigger }[];
  files: ReadonlyMap<PolicyFileName, YamlFile>;
  icp?: { definitions: IcpDefinition[] };
  suppression?: SuppressionPolicy;
  scoring?: ScoringPolicy;
  territories?: Territories;
  team?: z.output<typeof teamSchema>;
  enrichment?: EnrichmentPolicy;
  alerts?: AlertsPolicy;
  /** Ids of connections.yaml, when the caller knows them. */
  connections?: readonly string[];
}

type Severity = PolicyProblem['severity'];

export function problemAt(
  file: YamlFile | undefined,
  path: ContentPath,
  message: string,
  suggestion?: string,
  severity: Severity = 'error',
): PolicyProblem {
  const place = file?.at(path) ?? { path: 'policy', line: 1, column: 1 };
  return { ...place, severity, message, ...(suggestion === undefined ? {} : { suggestion }) };
}

export const warningAt = (file: YamlFile | undefined, path: ContentPath, message: string, suggestion?: string): PolicyProblem =>
  problemAt(file, path, message, suggestion, 'warning');

/** Values at a path with `*` for every item, as written in the file, sound or not. */
export function* written(
  content: unknown,
  pattern: readonly string[],
  path: (string | number)[] = [],
): Generator<{ path: (string | number)[]; value: unknown }> {
  const [step, ...rest] = pattern;
  if (step === undefined) {
    yield { path, value: content };
  } else if (step === '*') {
    if (Array.isArray(content)) for (const [index, item] of content.entries()) yield* written(item, rest, [...path, index]);
  } else if (typeof content === 'object' && content !== null && Object.hasOwn(content, step)) {
    yield* written((content as Record<string, unknown>)[step], rest, [...path, step]);
  }
}

/** Ids as written, so that a reference to a member with a wrong e-mail is not reported as a reference to nobody. Undefined when the file is not there. */
export const idsIn = (file: YamlFile | undefined, pattern: readonly string[]): string[] | undefined =>
  file?.content === undefined
    ? undefined
    : [...written(file.content, pattern)].flatMap(({ value }) => (typeof value === 'string' ? [value] : []));

/** A reference that leads nowhere, with the name that was probably meant. */
export function* reference(
  file: YamlFile | undefined,
  path: ContentPath,
  id: string | undefined,
  known: readonly string[] | undefined,
  what: string,
): Generator<PolicyProblem> {
  if (id === undefined || known === undefined || known.includes(id)) return;
  const meant = didYouMean(id, known);
  yield problemAt(
    file,
    path,
    `there is no ${what} "${id}"`,
    meant === undefined ? `one of ${known.slice(0, 12).join(', ') || '(none is defined)'}` : meant,
  );
}

/** Ids that stand twice; the second one is reported. */
export function* repeated(file: YamlFile | undefined, pattern: readonly string[], what: string): Generator<PolicyProblem> {
  const first = new Map<string, ContentPath>();
  for (const { path, value } of written(file?.content, pattern)) {
    if (typeof value !== 'string') continue;
    const key = value.trim().toLowerCase();
    const before = first.get(key);
    if (before) yield problemAt(file, path, `${what} "${value}" is already defined in line ${file!.at(before).line}`);
    else first.set(key, path);
  }
}
