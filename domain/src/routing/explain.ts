import type { RouteDecision } from './decision.js';

/** How ids read to people; unknown ones may come back as they are. */
export interface Names {
  rep(id: string): string;
}

/** The answer to "Why did this lead go to Ben?", from the stored decision alone: first what decided, then why not the others. */
export interface Explanation {
  question: string;
  answer: string[];
  others: { repId: string; text: string }[];
}

export function explainRoute(decision: RouteDecision, names: Names): Explanation {
  return {
    question: questionOf(decision, names),
    answer: [...decision.reasons.map((reason) => reason.text), ...shareOf(decision, names)],
    others: othersOf(decision, names),
  };
}

function questionOf(decision: RouteDecision, names: Names): string {
  switch (decision.decision) {
    case 'offer':
      return `Why did this lead go to ${names.rep(decision.repId)}?`;
    case 'manager':
      return `Why did this lead go to the manager, ${names.rep(decision.repId)}?`;
    case 'hold':
      return 'Why is this lead held?';
    case 'nobody':
      return 'Why did nobody get this lead?';
  }
}

/** In a pool: what the one chosen was owed, so that the share can be argued with. */
function shareOf(decision: RouteDecision, names: Names): string[] {
  if (decision.decision !== 'offer' || decision.via !== 'pool') return [];
  const chosen = decision.candidates.find((candidate) => candidate.chosen && candidate.poolId === decision.poolId);
  if (chosen?.credit === undefined || decision.claimants.length > 1) return [];
  const credit = Math.round(chosen.credit * 100) / 100;
  const name = names.rep(decision.repId);
  if (credit === 0) return [`Until then ${name} had had exactly the share due.`];
  return [`Until then ${name} was ${Math.abs(credit)} of a lead ${credit > 0 ? 'behind' : 'ahead of'} the share due.`];
}

/** One line a person, with everything that spoke against them; somebody considered twice is named once for each. */
function othersOf(decision: RouteDecision, names: Names): Explanation['others'] {
  return decision.candidates
    .filter((candidate) => !candidate.chosen)
    .map(({ repId, out }) => ({ repId, text: `${names.rep(repId)} ${out.map((each) => each.text).join(', and ')}.` }));
}
