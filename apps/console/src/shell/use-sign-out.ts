import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';

/** Ends the session on the server; whatever was read leaves this device with it. */
export function useSignOut(): () => void {
  const queries = useQueryClient();
  const ending = useMutation({
    mutationFn: () => api.delete<unknown>('/v1/session'),
    onSettled: () => {
      queries.clear();
      location.assign('/');
    },
  });
  return () => ending.mutate();
}
