import { z } from 'zod';
import { instant } from './list.schema.js';

/** `POST /v1/session` */
export const signInRequestSchema = z.strictObject({
  key: z.string().min(1).max(200).describe('An API key with the scope `operate`, such as the one in operator.key.'),
});
export type SignInRequest = z.input<typeof signInRequestSchema>;

/** `GET /v1/session`; 401 when there is none. */
export const sessionSchema = z.object({
  /** Who acts: goes to the audit log. */
  actor: z.string(),
  name: z.string(),
  role: z.enum(['operator']),
  by: z.enum(['session', 'key']),
  expiresAt: instant.nullable().describe('Null for a key.'),
  now: instant,
  temporalUiUrl: z.string(),
  docsUrl: z.string(),
});
export type Session = z.output<typeof sessionSchema>;
