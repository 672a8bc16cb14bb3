import { type FieldProblem, Problem } from './problem.js';

// A hostile body can break thousands of fields; the first ones are enough to repair it.
const MAX_LISTED = 20;

/** As zod and every other Standard Schema library words it. */
export interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[];
}

/** `person.email`, `answers.2.text`; the whole value when there is no path. */
export const fieldOf = (issue: Issue, within = ''): string => {
  const path = (issue.path ?? []).map((segment) => String(typeof segment === 'object' ? segment.key : segment));
  return [...(within ? [within] : []), ...path].join('.') || '(body)';
};

export const fieldProblems = (issues: readonly Issue[]): FieldProblem[] =>
  issues.slice(0, MAX_LISTED).map((issue) => ({ field: fieldOf(issue).slice(0, 200), message: issue.message.slice(0, 300) }));

/** What a schema refused, as a problem that names each field. */
export function invalidFields(issues: readonly Issue[]): Problem {
  const errors = fieldProblems(issues);
  const named = errors.map(({ field, message }) => `${field}: ${message}`).slice(0, 3);
  const more = issues.length > 3 ? `; and ${issues.length - 3} more` : '';
  return new Problem('invalid-field', `${named.join('; ')}${more}. Correct this and send it again.`, { errors });
}
