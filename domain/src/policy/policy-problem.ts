/** Something wrong in a policy, where an editor can jump to it. Lines and columns count from 1. */
export interface PolicyProblem {
  path: string;
  line: number;
  column: number;
  message: string;
  /** What was probably meant, or what to write instead. */
  suggestion?: string;
  /** An error keeps the policy from being published; a warning is shown and lets it pass. */
  severity: 'error' | 'warning';
}

export const inReadingOrder = (a: PolicyProblem, b: PolicyProblem): number =>
  (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) || a.line - b.line || a.column - b.column || (a.message < b.message ? -1 : 1);

/** `triggers/demo-request.yaml:12:9 error: … Did you mean …?` */
export function problemLine({ path, line, column, severity, message, suggestion }: PolicyProblem): string {
  return `${path}:${line}:${column} ${severity}: ${message}${suggestion === undefined ? '' : ` → ${suggestion}`}`;
}
