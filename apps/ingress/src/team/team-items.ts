import type { TeamMember as TeamMemberItem } from '@firstline/domain/api/team.schema';
import type { Policy, TeamMember } from '@firstline/domain/policy/policy.schema';
import { isWorking } from '@firstline/domain/time/working-hours';
import { Team } from '../triggers/policies.js';
import type { PresenceRow, WorkloadRow } from './team.sql.js';

export function memberItemOf(
  member: TeamMember,
  policy: Policy,
  now: { nowMs: number; workload?: WorkloadRow; presence?: PresenceRow },
): TeamMemberItem {
  const { id, name, role, active, manager, channels, languages, skills, hours } = member;
  return {
    id,
    name,
    role,
    active,
    manager: new Team(policy).repOrNull(manager),
    channels,
    languages,
    skills,
    pools: policy.territories.pools.flatMap((pool) =>
      pool.members.filter(({ rep }) => rep === id).map(({ weight }) => ({ id: pool.id, name: pool.name, weight })),
    ),
    zone: hours.zone,
    working: isWorking(hours, member.away, now.nowMs),
    away: awayOf(member, now),
    waiting: now.workload?.waiting ?? 0,
    holding: now.workload?.holding ?? 0,
  };
}

function awayOf(member: TeamMember, { nowMs, presence }: { nowMs: number; presence?: PresenceRow }): TeamMemberItem['away'] {
  if (presence) return { because: null, until: presence.until?.toISOString() ?? null, byHand: true };
  const absence = member.away.find(({ from, until }) => Date.parse(from) <= nowMs && nowMs < Date.parse(until));
  return absence ? { because: absence.because ?? null, until: new Date(absence.until).toISOString(), byHand: false } : null;
}
