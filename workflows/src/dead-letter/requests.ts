import { fieldsOf, wordsIn } from '../speed-to-lead/requests.js';

/** Whoever types it into the Temporal UI need not say who they are. */
export const readRetry = (given: unknown): { by: string } => ({
  by: (given == null ? undefined : wordsIn(fieldsOf(given), 'by')) ?? 'operator',
});

export function readDiscard(given: unknown): { by: string; because: string } {
  const asked = given == null ? {} : fieldsOf(given);
  return { by: wordsIn(asked, 'by') ?? 'operator', because: wordsIn(asked, 'because') ?? 'no reason given' };
}
