import { z } from 'zod';
import { repRefSchema } from './list.schema.js';
import { refusals } from './lead-operations.schema.js';

/** RFC 9457, as `application/problem+json`: every answer that is not what was asked for. `detail` is written for people. */
export const problemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string().optional(),
  code: z.string().optional(),
  /** Fields at fault. */
  errors: z.array(z.looseObject({ message: z.string() })).optional(),
  /** With a refused operation on a lead. */
  because: z.enum(refusals).optional(),
  rep: repRefSchema.nullable().optional(),
});
export type Problem = z.output<typeof problemSchema>;
