import type { LeadListItem, LeadOperation } from '@firstline/domain/api/leads.schema';

/**
 * What can be done with a lead now. A screen hides the rest; the workflow has the last word, so a button that was
 * pressed too late gets its exact answer.
 * @param asked whether anybody was asked in the open episode
 */
export function permittedOn(lead: Pick<LeadListItem, 'openEpisodeId' | 'assignment' | 'takenAt'>, asked: boolean): LeadOperation[] {
  if (lead.takenAt !== null) return ['outcome'];
  if (lead.openEpisodeId === null) return [];
  if (lead.assignment) return ['acknowledge', 'reassign', 'pass', 'snooze', 'cancel'];
  // Held, or between two reps, or everybody was asked: those who were may still take it.
  return asked ? ['acknowledge', 'reassign', 'cancel'] : ['cancel'];
}
