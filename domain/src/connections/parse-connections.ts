import { inReadingOrder, type PolicyProblem } from '../policy/policy-problem.js';
import { schemaProblems } from '../policy/schema-problems.js';
import { readYamlFile, type YamlFile } from '../policy/yaml-file.js';
import { type Connection, connectionsFileSchema, connectionsJsonSchema } from './connections.schema.js';

export const CONNECTIONS_FILE = 'connections.yaml';

export type ParsedConnections = { ok: true; connections: Connection[] } | { ok: false; problems: PolicyProblem[] };

/** Reads `connections.yaml`: all of it, or every problem with its line. */
export function parseConnections(text: string, path = CONNECTIONS_FILE): ParsedConnections {
  const file = readYamlFile({ path, text });
  if (file.problems.length > 0) return { ok: false, problems: file.problems };
  const parsed = connectionsFileSchema.safeParse(file.content);
  if (!parsed.success)
    return { ok: false, problems: schemaProblems(parsed.error.issues, file, connectionsJsonSchema()).sort(inReadingOrder) };
  const problems = twice(parsed.data.connections, file);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, connections: parsed.data.connections };
}

function twice(connections: readonly Connection[], file: YamlFile): PolicyProblem[] {
  const seen = new Set<string>();
  return connections.flatMap(({ id }, index): PolicyProblem[] => {
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    const message = `connections[${index}].id: "${id}" is the id of an earlier connection; ids are part of every workflow id`;
    return [{ ...file.at(['connections', index, 'id']), severity: 'error', message }];
  });
}
