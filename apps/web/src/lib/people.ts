import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '@/lib/api';
import { can } from '@/lib/permissions';
import { useMe } from '@/lib/session';

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) => call('GET /api/users', { query: { limit: 200 }, signal }),
  staleTime: 5 * 60_000,
});

/** A person's name by id, as far as it is known: "You", "Ben Kim". */
export function usePersonName(): (id: string) => string {
  const me = useMe();
  const people = useQuery({ ...peopleQuery, enabled: can(me, 'user_list') });
  return (id) => {
    if (id === me.id) return 'You';
    if (id === 'owner') return "The machine's owner";
    if (id === 'system') return 'The server';
    return people.data?.items.find((person) => person.id === id)?.name ?? id;
  };
}
