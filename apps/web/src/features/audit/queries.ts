import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { call } from '@/lib/api';

/* eslint-disable @typescript-eslint/explicit-module-boundary-types -- query options carry their own types */

export interface AuditFilter {
  q?: string;
  who?: string;
  what?: string;
}

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter.q ?? '', filter.who ?? '', filter.what ?? ''],
    queryFn: ({ signal, pageParam }) =>
      call('GET /api/audit', {
        query: { ...filter, limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: firstPage(),
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });

function firstPage(): string | null {
  return null;
}
