import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import type { Me } from '@truffle/types/api';
import { call } from '@/lib/api';

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => call('GET /api/auth/me', { signal }),
  staleTime: 60_000,
});

/** The person; the frame's route has loaded it before anything inside is drawn. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

const wantedKey = 'rt-wanted';

/** The page that was asked for before signing in; kept for a link that opens in the same tab. */
export function rememberWanted(path: string): void {
  window.sessionStorage.setItem(wantedKey, path);
}

export function takeWanted(): string | null {
  const path = window.sessionStorage.getItem(wantedKey);
  window.sessionStorage.removeItem(wantedKey);
  return path;
}
