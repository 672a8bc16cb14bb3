import type { OperationAnswer } from '@firstline/domain/api/lead-operations.schema';
import type { LeadOperation } from '@firstline/domain/api/leads.schema';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, ProblemError } from '../api/client.js';
import { announce } from '../live/announcer.js';
import { messageOf } from '../ui/states.js';

export interface Asked {
  operation: LeadOperation;
  body: object;
}
export type Told = { tone: 'good' | 'bad'; text: string } | null;

/** Asks the lead's workflow for something and tells what it said: done, refused and why, or not known. */
export function useLeadOperation(leadId: string) {
  const queries = useQueryClient();
  const asking = useMutation({
    mutationFn: ({ operation, body }: Asked) =>
      api.post<OperationAnswer>(`/v1/leads/${encodeURIComponent(leadId)}/${operation === 'pass' ? 'reassign' : operation}`, body),
    onSuccess: (answer) => announce(answer.message),
    onError: (error) => announce(toldOf(error)),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['lead', leadId] });
      for (const name of ['inbox', 'waiting-leads', 'stats', 'team']) void queries.invalidateQueries({ queryKey: [name] });
    },
  });
  const told: Told = asking.data
    ? { tone: 'good', text: asking.data.message }
    : asking.error
      ? { tone: 'bad', text: toldOf(asking.error) }
      : null;
  return { ask: asking.mutate, pending: asking.isPending ? asking.variables.operation : null, told, forget: asking.reset };
}

function toldOf(error: unknown): string {
  if (error instanceof ProblemError) return messageOf(error);
  // It may have been done: only the lead itself knows, and it is being read again.
  return navigator.onLine
    ? 'No answer came back. What you see is how the lead stands now; if it did not work, try again.'
    : 'You are offline: nothing was sent. Try again when you are back.';
}
