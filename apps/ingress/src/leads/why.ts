import type { CandidateItem, LeadListItem, Why } from '@firstline/domain/api/leads.schema';
import type { VerdictItem } from '@firstline/domain/api/story.schema';
import { ageInWords, asSentence } from '@firstline/domain/policy/words';
import { candidatesOf } from '../story/verdict-words.js';
import type { Team } from '../triggers/policies.js';

/** Where the lead stands, in the words of somebody who asks "why did I get this?". */
function standing(lead: LeadListItem, nowMs: number): string {
  if (lead.takenBy)
    return `${lead.takenBy.name} has ${lead.name}: took it ${ageInWords(Date.parse(lead.takenAt ?? lead.updatedAt), nowMs)}`;
  if (lead.assignment) {
    const { rep, round, kind } = lead.assignment;
    const how =
      kind === 'manager' ? ' as the manager, since the reps did not answer' : round > 1 ? `, as the ${ordinal(round)} to be asked` : '';
    return `${lead.name} is offered to ${rep.name}${how}`;
  }
  switch (lead.stage) {
    case null:
      return `Nobody is working on ${lead.name}`;
    case 'held':
      return `${lead.name} is held: everybody who could take it is away`;
    case 'unqualified':
      return `${lead.name} went to nobody: not whom we sell to`;
    case 'suppressed':
      return `${lead.name} went to nobody: held back`;
    case 'review':
      return `${lead.name} is queued for the weekly review`;
    case 'recorded':
      return `${lead.name} is recorded only: no play applies`;
    case 'unanswered':
      return `Nobody took ${lead.name}, though reps, manager and on-call were told`;
    case 'cancelled':
      return `The work on ${lead.name} was cancelled`;
    default:
      return `${lead.name} is being looked at`;
  }
}

const ordinal = (n: number): string => `${n}${n % 100 >= 11 && n % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')}`;

/**
 * The answer to "why did this lead go there?", read from the stored decisions of the episode's signal; nothing is worked out anew.
 * @param verdicts in the order they were made
 */
export function whyOf(lead: LeadListItem, verdicts: readonly VerdictItem[], team: Team, nowMs: number): Why {
  const matched = verdicts.findLast((verdict) => verdict.kind === 'matched');
  const headline = [asSentence(standing(lead, nowMs)), matched && (lead.assignment || lead.takenBy) ? matched.sentence : '']
    .filter(Boolean)
    .join(' ');
  return {
    leadId: lead.id,
    headline,
    steps: verdicts.map(({ kind, sentence, reasons, result, decidedAt, policyHash }) => ({
      kind,
      sentence,
      reasons: reasons.map(({ text }) => asSentence(text)),
      candidates: kind === 'routed' ? candidatesOf(result, team) : [],
      decidedAt,
      policyHash,
    })),
  };
}

export const latestCandidates = (why: Why): CandidateItem[] =>
  why.steps.findLast(({ candidates }) => candidates.length > 0)?.candidates ?? [];
