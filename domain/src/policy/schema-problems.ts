import type { z } from 'zod';
import { didYouMean } from './did-you-mean.js';
import type { PolicyProblem } from './policy-problem.js';
import type { YamlFile } from './yaml-file.js';

type Issue = z.core.$ZodIssue;
type JsonSchema = {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  additionalProperties?: JsonSchema | boolean;
  propertyNames?: { enum?: string[] };
};

/** The keys that the schema knows at a path, for a suggestion. */
function keysAt(schema: JsonSchema, path: readonly PropertyKey[]): string[] {
  const [step, ...rest] = path;
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  if (step === undefined)
    return [
      ...Object.keys(schema.properties ?? {}),
      ...(schema.propertyNames?.enum ?? []),
      ...branches.flatMap((branch) => keysAt(branch, path)),
    ];
  const inside =
    typeof step === 'number'
      ? schema.items
      : schema.properties && Object.hasOwn(schema.properties, step)
        ? schema.properties[String(step)]
        : typeof schema.additionalProperties === 'object'
          ? schema.additionalProperties
          : undefined;
  return [...(inside ? keysAt(inside, rest) : []), ...branches.flatMap((branch) => keysAt(branch, path))];
}

const written = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? String(step) : `${text}.${String(step)}`),
    '',
  );

/** Of an alternative's branches, the issues of the one that the author had in mind: the one that failed deepest inside. */
function nearest(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const branches = issue.errors.map((branch) =>
    branch.flatMap((inner) => nearest({ ...inner, path: [...issue.path, ...inner.path], input: inner.input ?? undefined } as Issue)),
  );
  const depth = (branch: Issue[]): number =>
    Math.max(0, ...branch.map(({ path, code }) => path.length * 2 + (code === 'invalid_type' ? 0 : 1)));
  return branches.reduce((best, branch) => (depth(branch) > depth(best) ? branch : best));
}

const valueAt = (content: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? (value as Record<PropertyKey, unknown>)[step] : undefined,
    content,
  );

// Each costs a look through the file; nobody reads more.
const maxKeysShown = 20;

const kindInWords: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

/** The words of a discriminator such as `do`, when none of them was written. */
function optionsOf(issue: Issue): string[] | undefined {
  const { options } = issue as { options?: unknown };
  return issue.code === 'invalid_union' && Array.isArray(options) ? options.map(String) : undefined;
}

function* sentences(issue: Issue, file: YamlFile, schema: JsonSchema): Generator<PolicyProblem> {
  const where = { ...file.at(issue.path), severity: 'error' as const };
  const name = written(issue.path);
  const value = valueAt(file.content, issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path);
    for (const key of issue.keys.slice(0, maxKeysShown)) {
      const suggestion = didYouMean(key, known) ?? (known.length > 0 ? `one of ${known.slice(0, 12).join(', ')}` : undefined);
      yield {
        ...where,
        ...file.atKey(issue.path, key),
        message: `"${key}" is not known${name === '' ? '' : ` in ${name}`}`,
        ...(suggestion === undefined ? {} : { suggestion }),
      };
    }
    if (issue.keys.length > maxKeysShown)
      yield { ...where, message: `${issue.keys.length - maxKeysShown} more keys are not known${name === '' ? '' : ` in ${name}`}` };
    return;
  }
  if (issue.path.length > 0 && (value === undefined || value === null)) {
    yield { ...where, message: `${name} is ${value === null ? 'empty' : 'missing'}` };
    return;
  }
  const names = issue.code === 'invalid_value' ? issue.values.map(String) : optionsOf(issue);
  if (names) {
    yield {
      ...where,
      message: `${name}: "${String(value).slice(0, 80)}" is not known`,
      suggestion: didYouMean(String(value), names) ?? `one of ${names.slice(0, 12).join(', ')}`,
    };
    return;
  }
  if (issue.code === 'invalid_type') {
    const expected = Object.hasOwn(kindInWords, issue.expected) ? kindInWords[issue.expected]! : issue.expected;
    const custom = issue.message.startsWith('Invalid input') ? undefined : issue.message;
    yield { ...where, message: `${name || 'the file'}: ${custom ?? `must be ${expected}`}` };
    return;
  }
  yield { ...where, message: `${name}: ${issue.message}` };
}

/** What zod found, in words, at file and line. */
export const schemaProblems = (issues: readonly Issue[], file: YamlFile, schema: Record<string, unknown>): PolicyProblem[] =>
  issues.flatMap(nearest).flatMap((issue) => [...sentences(issue, file, schema as JsonSchema)]);
