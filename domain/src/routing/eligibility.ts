import type { TeamMember } from '../policy/policy.schema.js';
import { isWorking, nextWorkingAt } from '../time/working-hours.js';
import type { OutCode } from './candidate.js';

/** A rep's situation, read in the transaction that assigns, never earlier. */
export interface RepState {
  openLeads: number;
  /** Switched themselves away, without saying until when. */
  manualAway?: boolean;
  active: boolean;
}
/** By rep; one without a row holds nothing yet and is active. */
export type TeamState = Record<string, RepState>;

export interface Availability {
  out: { code: OutCode; text: string }[];
  /** Set when waiting until then would help. */
  backAtMs?: number;
}

export interface AvailabilityQuestion {
  repId: string;
  team: readonly TeamMember[];
  state: TeamState;
  /** Asked before in this episode. */
  exclude: readonly string[];
  /** Absent: no limit (an owner's own account is not counted). */
  capacity?: number;
  nowMs: number;
}

/** Every reason that speaks against somebody at this moment; none means they can have it. */
export function availability({ repId, team, state, exclude, capacity, nowMs }: AvailabilityQuestion): Availability {
  const member = team.find((each) => each.id === repId);
  if (!member) return { out: [{ code: 'unknown-rep', text: 'is not in team.yaml' }] };
  const now = Object.hasOwn(state, repId) ? state[repId] : undefined;
  const out: Availability['out'] = [];
  if (!member.active || now?.active === false) out.push({ code: 'not-active', text: 'is no longer active' });
  if (exclude.includes(repId)) out.push({ code: 'already-asked', text: 'was asked before and did not take it' });
  const lasting = out.length > 0;
  if (now?.manualAway) out.push({ code: 'switched-away', text: 'has switched to away' });
  const openLeads = now?.openLeads ?? 0;
  if (capacity !== undefined && openLeads >= capacity)
    out.push({ code: 'at-capacity', text: `holds ${openLeads} open leads, of ${capacity} allowed` });
  const absence = member.away.find(({ from, until }) => Date.parse(from) <= nowMs && nowMs < Date.parse(until));
  const atWork = isWorking(member.hours, member.away, nowMs);
  if (absence) out.push({ code: 'absent', text: `is away until ${absence.until}${absence.because ? ` (${absence.because})` : ''}` });
  else if (!atWork) out.push({ code: 'outside-hours', text: 'is outside working hours' });
  const backAtMs = atWork || lasting ? undefined : nextWorkingAt(member.hours, member.away, nowMs);
  return { out, ...(backAtMs !== undefined && { backAtMs }) };
}
