import type { QueryClient } from '@tanstack/react-query';
import { redirect, type ParsedLocation } from '@tanstack/react-router';
import { ApiError, call } from '@/lib/api';
import { insidePath, one } from '@/lib/search';
import { meQuery, takeWanted } from '@/lib/session';

/**
 * Opens a one-time link, `/signin#TOKEN`: posts the token, then goes to the page that was wanted.
 * The token leaves the address in either case; it is never sent in a path or a query.
 */
export async function openLink(
  client: QueryClient,
  location: ParsedLocation<Record<string, unknown>>,
): Promise<void> {
  const token = location.hash;
  if (token === '') return;
  const to = one(location.search, 'to');
  try {
    const me = await call('POST /api/auth/link', { body: { token } });
    client.clear();
    client.setQueryData(meQuery.queryKey, me);
  } catch (error) {
    const state = error instanceof ApiError && error.status >= 400 && error.status < 500 ? 'used' : 'failed';
    throw redirect({ to: '/signin', search: { to, state }, hash: '', replace: true });
  }
  throw redirect({ href: insidePath(to ?? takeWanted()), replace: true });
}
