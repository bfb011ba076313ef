import { ApiError } from '@cairn/protocol';
import { QueryClient } from '@tanstack/react-query';

/** Answers of the cloud, kept while the page is open; the event stream says when they are old (`events.ts`). */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (tries, error) => tries < 2 && !(error instanceof ApiError && error.kind === 'refused' && error.status < 500),
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});
