import type { Outcome } from '@firstline/domain/api/leads.schema';

export const outcomeLabels: Record<Outcome, string> = {
  'meeting-booked': 'Meeting booked',
  reached: 'Reached them',
  'no-answer': 'No answer',
  'bad-fit': 'Not a fit after all',
  'bad-data': 'Wrong data',
  won: 'Won',
  lost: 'Lost',
};

/** What happens when the clock of this offer runs out; told beside the clock, so that nobody has to know the policy by heart. */
export function afterDue({ kind, round }: { kind: 'rep' | 'manager'; round: number }, reps: number | undefined): string {
  if (kind === 'manager') return 'Then on-call is paged.';
  if (reps === undefined) return 'Then it goes to the next in line.';
  return round < reps ? 'Then the next rep is asked.' : 'Then the manager is asked.';
}

/** What to suggest when a lead is put off, as instants: a time in the past is not offered. */
export function snoozeChoices(nowMs: number): { label: string; forMinutes: number }[] {
  const tomorrow = new Date(nowMs);
  tomorrow.setDate(tomorrow.getDate() + 1);
  tomorrow.setHours(9, 0, 0, 0);
  return [
    { label: '15 minutes', forMinutes: 15 },
    { label: '1 hour', forMinutes: 60 },
    { label: '4 hours', forMinutes: 240 },
    { label: 'Tomorrow at 9:00', forMinutes: Math.ceil((tomorrow.getTime() - nowMs) / 60_000) },
  ];
}

/** A telephone number as the dialler wants it; undefined when it holds no number. */
export function dialHref(phone: string): string | undefined {
  const digits = phone.replaceAll(/[^\d+]/g, '');
  return /^\+?\d{3,15}$/.test(digits) ? `tel:${digits}` : undefined;
}

/** An address as the mail program wants it; a value that is more than an address is not made a link. */
export function mailHref(email: string): string | undefined {
  return /^[^\s@,;:<>?&"]+@[^\s@,;:<>?&"]+$/.test(email) ? `mailto:${encodeURIComponent(email).replace('%40', '@')}` : undefined;
}
