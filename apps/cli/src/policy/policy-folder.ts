import { readdirSync, readFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';

import type { Connection } from '@firstline/domain/connections/connections.schema';
import { CONNECTIONS_FILE, parseConnections } from '@firstline/domain/connections/parse-connections';
import { parsePolicy, type PolicyFile, type PolicyProblem } from '@firstline/domain/policy/parse-policy';
import type { Policy } from '@firstline/domain/policy/policy.schema';
import { inReadingOrder } from '@firstline/domain/policy/policy-problem';

export interface CheckedFolder {
  folder: string;
  files: number;
  /** In reading order, errors and warnings; paths as an editor can open them from here. */
  problems: PolicyProblem[];
  /** Undefined while there is an error. */
  policy: Policy | undefined;
  connections: Connection[] | undefined;
}

/** Reads the folder as worker and ingress do, and tells every mistake of every file at once. @throws Error when it cannot be read */
export function checkFolder(folder: string, cwd: string): CheckedFolder {
  const files = readFolder(folder);
  const connections = readConnections(files);
  const known = connections?.ok ? { connections: connections.connections.map(({ id }) => id) } : {};
  const parsed = parsePolicy(files, known);
  const problems = [
    ...(connections?.ok === false ? connections.problems : connections ? [] : [absent]),
    ...(parsed.ok ? parsed.warnings : parsed.problems),
  ];
  return {
    folder,
    files: files.length,
    problems: problems.sort(inReadingOrder).map((problem) => ({ ...problem, path: seenFrom(cwd, join(folder, problem.path)) })),
    policy: parsed.ok ? parsed.policy : undefined,
    connections: connections?.ok ? connections.connections : undefined,
  };
}

const absent: PolicyProblem = {
  path: CONNECTIONS_FILE,
  line: 1,
  column: 1,
  severity: 'error',
  message: 'the file is not there: no signal can come in',
};

function readConnections(files: readonly PolicyFile[]): ReturnType<typeof parseConnections> | undefined {
  const file = files.find(({ path }) => path === CONNECTIONS_FILE);
  return file && parseConnections(file.text);
}

function readFolder(folder: string): PolicyFile[] {
  const yamlIn = (below: string): string[] => {
    try {
      return readdirSync(join(folder, below))
        .filter((name) => /\.ya?ml$/.test(name))
        .map((name) => (below ? `${below}/${name}` : name));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (below !== '' && code === 'ENOENT') return [];
      throw new Error(
        `The policy folder ${join(folder, below)} cannot be read (${code ?? message}). Name it: firstline policy check <folder>, or FIRSTLINE_CONFIG.`,
        { cause: error },
      );
    }
  };
  return [...yamlIn(''), ...yamlIn('triggers')].sort().map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
}

/** As one would type it here. */
export function seenFrom(cwd: string, path: string): string {
  const below = relative(cwd, path);
  return below === '' ? '.' : below.startsWith('..') || isAbsolute(below) ? path : below;
}
