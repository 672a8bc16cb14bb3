import { z } from 'zod';
import { anything, record, text } from '../lenient.js';

/** `{type, timestamp, data}` as the specification recommends it. */
export const eventSchema = z.object({
  type: z.string().min(1).max(200),
  timestamp: anything,
  data: record,
});

/** What `data` may say in our own words; anything else in it is looked at field by field. */
export const dataSchema = z.looseObject({
  user: anything,
  person: anything,
  company: anything,
  user_id: text(),
  userId: text(),
});
