import type { TriggerSummary } from '@firstline/domain/api/triggers.schema';
import { tookText } from '../format/duration.js';

export interface Rung {
  /** From the first offer; for working-hours clocks, working time. */
  at: string;
  text: string;
}

/** What happens when nobody takes the lead, as times from the first offer. */
export function ladderOf(sla: TriggerSummary['sla']): Rung[] {
  const rungs: Rung[] = [{ at: 'At once', text: 'the first rep is asked' }];
  const after = (ms: number): string => tookText(ms);
  if (sla.remindAfterMs !== null) rungs.push({ at: after(sla.remindAfterMs), text: 'they are reminded' });
  for (let rep = 2; rep <= sla.reps; rep++) rungs.push({ at: after(sla.respondWithinMs * (rep - 1)), text: `rep number ${rep} is asked` });
  const manager = sla.respondWithinMs * sla.reps;
  rungs.push({ at: after(manager), text: 'the manager is asked' });
  rungs.push({ at: after(manager + sla.pageAfterMs), text: 'on-call is paged' });
  rungs.push({ at: after(manager + sla.pageAfterMs + sla.giveUpAfterMs), text: 'it ends as unanswered' });
  return rungs;
}
