import type { Person } from '../signal/signal.js';
import { plainName } from './company-name.js';
import { parseEmail } from './email.js';
import type { IdentityKey } from './identity-keys.js';

/**
 * A shared key that still does not make one person: colleagues give the switchboard's number, a family shares a phone.
 * Only a phone can be shared like this; the same e-mail, profile or sender's id is the same person.
 * @returns why the two should go to review instead of being merged, or undefined when nothing speaks against it
 */
export function contradiction(a: Person, b: Person, shared: readonly IdentityKey[]): string | undefined {
  if (shared.some((key) => key.kind !== 'phone')) return undefined;
  const [emailA, emailB] = [a, b].map((person) => (person.email ? parseEmail(person.email) : undefined));
  const otherMailbox = emailA && emailB && !emailA.isRole && !emailB.isRole && emailA.canonical !== emailB.canonical;
  const [nameA, nameB] = [a, b].map(
    (person) =>
      new Set(
        plainName(person.fullName ?? [person.firstName, person.lastName].filter(Boolean).join(' '))
          .split(' ')
          .filter(Boolean),
      ),
  );
  const otherName = nameA && nameB && nameA.size > 0 && nameB.size > 0 && ![...nameA].some((word) => nameB.has(word));
  if (otherName) return 'the same phone number, but another name';
  if (otherMailbox && emailA.domain === emailB.domain)
    return 'the same phone number, but another mailbox at the same company: it may be a shared line';
  return undefined;
}
