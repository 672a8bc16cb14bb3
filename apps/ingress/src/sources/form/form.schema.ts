import { z } from 'zod';
import { record, text } from '../lenient.js';

/** What a form says of itself, beside the person's fields. */
export const formMetaSchema = z.looseObject({
  form: text(100),
  submission_id: text(500),
  rendered_at: text(100),
  answers: record,
});

export const emailSchema = z
  .string()
  .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/)
  .max(254);
