import { z } from 'zod';

/** A zod schema as OpenAPI 3.0 writes it, for bodies that a handler reads itself. What refers to itself (JSON in JSON) is "anything". */
export function openapiSchema(schema: z.ZodType, io: 'input' | 'output' = 'input'): Record<string, unknown> {
  const whole = z.toJSONSchema(schema, { io, target: 'openapi-3.0', unrepresentable: 'any' });
  const { $schema: _, definitions: __, ...rest } = whole as Record<string, unknown>;
  return JSON.parse(JSON.stringify(rest), (_key, value: unknown) => (isReference(value) ? {} : value)) as Record<string, unknown>;
}

const isReference = (value: unknown): boolean => typeof value === 'object' && value !== null && '$ref' in value;
