import type { QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { parseSearch, stringifySearch } from '@/lib/search';
import { routeTree } from './routes';
import { NoPage } from './NoPage';
import { PageError } from './PageError';
import { Pending } from './Pending';

// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the router's type is the table of routes
export function makeRouter(
  queryClient: QueryClient,
  history?: Parameters<typeof createRouter>[0]['history'],
) {
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultNotFoundComponent: NoPage,
    defaultErrorComponent: PageError,
    defaultPendingComponent: Pending,
    scrollRestoration: true,
    ...(history ? { history } : {}),
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
