import { QueryClient } from '@tanstack/react-query';
import { ProblemError } from './client.js';

/** Live events say when something changed, so nothing is read again merely because time passed. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        gcTime: 5 * 60_000,
        // "No" stays no; a hiccup is worth two more tries.
        retry: (failures, error) => failures < 2 && !(error instanceof ProblemError && error.problem.status < 500),
        retryDelay: (failures) => 400 * 2 ** failures,
        // Offline is shown in the page; a paused query would look like one that loads for ever.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
