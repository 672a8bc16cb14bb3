import type { Refusal } from '@firstline/domain/api/lead-operations.schema';
import type { RepRef } from '@firstline/domain/api/list.schema';
import { ageInWords } from '@firstline/domain/policy/words';

/** What is known when somebody has to be told no. */
export interface Situation {
  /** Who has it, or is being asked. */
  rep: RepRef | null;
  /** The one who asks; absent for an operator. */
  you?: RepRef;
  stage: string | null;
  takenAtMs?: number;
  closedAtMs?: number;
  nowMs: number;
}

const endings: Record<string, string> = {
  cancelled: 'It was cancelled',
  unanswered: 'Nobody took it in time, and it was given up',
  unqualified: 'It turned out not to be whom we sell to',
  suppressed: 'It was held back',
  review: 'It was queued for the weekly review',
  recorded: 'It was recorded only',
};

function over({ stage, closedAtMs, nowMs }: Situation): string {
  if (closedAtMs === undefined)
    return 'The workflow of this lead was ended by hand, so nobody is working on it. Its next signal begins anew.';
  return `${endings[stage ?? ''] ?? 'The work on it ended'} ${ageInWords(closedAtMs, nowMs)}. Its next signal begins anew.`;
}

/** A no that says exactly why, and what to do instead. */
export function refusalWords(because: Refusal, situation: Situation): string {
  const { rep, you, takenAtMs, nowMs } = situation;
  switch (because) {
    case 'taken':
      return `${rep?.name ?? 'Somebody'} took it ${ageInWords(takenAtMs ?? nowMs, nowMs)}.`;
    case 'not-offered-to-you':
      return `${rep ? `${rep.name} is being asked` : 'Nobody is being asked'} at the moment, and ${you?.name ?? 'you'} ${you ? 'was' : 'were'} not. Reassign it first.`;
    case 'not-offered-yet':
      return rep
        ? `${rep.name} is about to be asked. Try again in a second.`
        : 'Nobody is being asked at the moment. Try again when somebody is, or reassign it.';
    case 'not-taken':
      return 'Nobody has taken this lead, so there is no outcome yet. Take it first.';
    case 'moved-on':
      return rep ? `It has moved on: ${rep.name} is being asked now.` : 'It has moved on since.';
    case 'no-episode':
      return 'Nobody is working on this lead: none of its signals called for it.';
    case 'over':
      return over(situation);
  }
}
