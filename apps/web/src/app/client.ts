import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isSignedOut, retryDelay, shouldRetry } from '@/lib/api';
import { meQuery } from '@/lib/session';

/** The cache of what the server knows. `onSignedOut` is called when a request finds that the session has ended;
 * whoever has not been signed in yet is sent to the sign-in by the routes. */
export function makeClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown): void => {
    if (isSignedOut(error) && client.getQueryData(meQuery.queryKey)) onSignedOut();
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 10 * 60_000,
        retry: shouldRetry,
        retryDelay,
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  });
  return client;
}
