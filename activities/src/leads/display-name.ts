import type { Person } from '@firstline/domain/signal/signal';

/** What people call them in a list. */
export const displayName = (person: Person): string =>
  [person.firstName, person.lastName].filter(Boolean).join(' ') || person.fullName || person.email || person.phone || 'Somebody';
