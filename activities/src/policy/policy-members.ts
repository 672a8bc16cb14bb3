import type { Db } from '@firstline/platform/db/db';
import type { MemberDirectory } from '../notify/members.port.js';
import { PolicyBook } from './policy-book.js';

/** The team of the policy in force, not of the pinned one: an address that was corrected, or a rep who left, counts at once. */
export function policyMembers(db: Db, now: () => number = () => Date.now()): MemberDirectory {
  const policies = new PolicyBook();
  return {
    async memberOf(id) {
      const { team } = await policies.current(db, now());
      const member = team.find((candidate) => candidate.id === id && candidate.active);
      if (!member) return undefined;
      const { name, email, slackUserId, hours } = member;
      return { id, name, email, zone: hours.zone, ...(slackUserId ? { slackUserId } : {}) };
    },
  };
}
