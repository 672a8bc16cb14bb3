import { z } from 'zod';
import {
  alertsSchema,
  enrichmentSchema,
  icpSchema,
  scoringSchema,
  suppressionSchema,
  teamSchema,
  territoriesSchema,
  triggerSchema,
} from './policy.schema.js';

/** `icp.yaml`: the named definitions. */
export const icpFileSchema = z.strictObject({
  definitions: z.array(icpSchema).min(1).describe('Whom we sell to, by name. Triggers refer to a definition by its id.'),
});

/** The files of a policy beside `triggers/*.yaml`, each with its schema. Every one of them may be named in an editor by its JSON Schema. */
export const policyFiles = {
  'icp.yaml': icpFileSchema,
  'suppression.yaml': suppressionSchema,
  'scoring.yaml': scoringSchema,
  'territories.yaml': territoriesSchema,
  'team.yaml': teamSchema,
  'enrichment.yaml': enrichmentSchema,
  'alerts.yaml': alertsSchema,
} as const;
export type PolicyFileName = keyof typeof policyFiles;
export const policyFileNames = Object.keys(policyFiles) as PolicyFileName[];

/** Files that a policy can do without; without the others nobody would get a lead. */
export const optionalFiles: ReadonlySet<string> = new Set<PolicyFileName>([
  'icp.yaml',
  'suppression.yaml',
  'scoring.yaml',
  'enrichment.yaml',
]);

/** Read by others from the same folder. */
export const otherFiles: ReadonlySet<string> = new Set(['connections.yaml']);

/** JSON Schemas for editor completion, by file name in `config/schemas/`. */
export function policyJsonSchemas(): Record<string, Record<string, unknown>> {
  const schemas = { ...policyFiles, 'trigger.yaml': triggerSchema };
  return Object.fromEntries(
    Object.entries(schemas).map(([file, schema]) => {
      const name = file.replace('.yaml', '.schema.json');
      return [name, { title: `Firstline ${file}`, ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) }];
    }),
  );
}
