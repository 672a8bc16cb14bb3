import type { IdentityKey } from '@firstline/domain/identity/identity-keys';
import type { KeyHolder } from './leads.sql.js';

/** Strongest first: an address is one person's, a number may be a reception's. */
const strength: IdentityKey['kind'][] = ['email', 'external', 'linkedin', 'phone'];

/**
 * The lead that a signal belongs to. A lead that is known by another e-mail address than the signal's is somebody else who shares
 * the phone or the profile link: merging two people is worse than keeping one twice.
 */
export function matchLead(
  keys: readonly IdentityKey[],
  holders: readonly KeyHolder[],
  emailsOf: (leadId: string) => readonly string[],
): { leadId: string; by: IdentityKey['kind'] } | undefined {
  const email = keys.find((key) => key.kind === 'email')?.value;
  for (const kind of strength) {
    for (const holder of holders.filter((candidate) => candidate.kind === kind)) {
      const known = emailsOf(holder.leadId);
      if (kind === 'email' || !email || known.length === 0 || known.includes(email)) return { leadId: holder.leadId, by: kind };
    }
  }
  return undefined;
}
