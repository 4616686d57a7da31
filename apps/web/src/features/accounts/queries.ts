import { queryOptions } from '@tanstack/react-query';
import { call } from '@/lib/api';

export const accountsQuery = queryOptions({
  queryKey: ['accounts'],
  queryFn: ({ signal }) => call('GET /api/accounts', { query: { limit: 200 }, signal }),
});
