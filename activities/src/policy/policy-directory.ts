import type { AlertsPolicy } from '@firstline/domain/policy/policy.schema';
import type { Db } from '@firstline/platform/db/db';
import type { MemberDirectory } from '../notify/members.port.js';
import { PolicyBook } from './policy-book.js';

export type OnCall = AlertsPolicy['onCall'][number];

export interface PolicyDirectory extends MemberDirectory {
  onCallOf(id: string): Promise<OnCall | undefined>;
}

/** The people of the policy in force, not of the pinned one: an address that was corrected, or a rep who left, counts at once. */
export function policyDirectory(db: Db, now: () => number = () => Date.now()): PolicyDirectory {
  const policies = new PolicyBook();
  return {
    async memberOf(id) {
      const { team } = await policies.current(db, now());
      const member = team.find((candidate) => candidate.id === id && candidate.active);
      if (!member) return undefined;
      const { name, email, slackUserId, hours } = member;
      return { id, name, email, zone: hours.zone, ...(slackUserId ? { slackUserId } : {}) };
    },
    async onCallOf(id) {
      const { alerts } = await policies.current(db, now());
      return alerts.onCall.find((candidate) => candidate.id === id);
    },
  };
}
