import { createHash } from 'node:crypto';

/** The id of a dead letter in URLs, from the key of its action. */
export const deadLetterRowId = (key: string): string => {
  const hex = createHash('sha256').update(key).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
