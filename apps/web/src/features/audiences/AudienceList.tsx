import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Audience } from '@truffle/types/api';
import { DataTable, TableSkeleton, type DataColumn } from '@truffle/ui/DataTable';
import type { EmptyProps } from '@truffle/ui/EmptyState';
import { QueryView } from '@truffle/ui/QueryView';
import { StatusBadge } from '@truffle/ui/StatusBadge';
import type { ReactElement, ReactNode } from 'react';
import { ago, exact, moment, plural } from '@/lib/format';
import { usePersonName } from '@/lib/people';
import { useMe } from '@/lib/session';
import { audiencesQuery } from './queries';
import { statusWords } from './status';

type Props = { q: string | undefined; onClear: () => void; starts: ReactNode };

export function AudienceList({ q, onClear, starts }: Props): ReactElement {
  const query = useQuery(audiencesQuery(q));
  const me = useMe();
  const nameOf = usePersonName();
  const columns: DataColumn<Audience>[] = [
    {
      key: 'name',
      head: 'Name',
      cell: (audience) => (
        <Link to="/audiences/$id" params={{ id: audience.id }} title={audience.words ?? undefined}>
          {audience.name}
        </Link>
      ),
    },
    { key: 'people', head: 'People', number: true, cell: (audience) => exact(audience.people) },
    { key: 'status', head: 'State', cell: (audience) => <StatusBadge {...statusWords(audience.status)} /> },
    { key: 'version', head: 'Version', number: true, cell: (audience) => exact(audience.version) },
    {
      key: 'updated',
      head: 'Updated',
      cell: (audience) => (
        <span title={moment(audience.updated_at, me.workspace.time_zone)}>{ago(audience.updated_at)}</span>
      ),
    },
    {
      key: 'owner',
      head: 'Owner',
      cell: (audience) => nameOf(audience.created_by),
    },
  ];
  return (
    <QueryView
      query={query}
      what="the audiences"
      skeleton={<TableSkeleton columns={6} />}
      empty={(page): EmptyProps | null => {
        if (page.items.length > 0) return null;
        if (q === undefined)
          return {
            title: 'Build your first audience',
            children:
              'An audience is a set of rules over your customers. Begin with one of these, or write your own.',
            action: starts,
          };
        return {
          title: `No audience matches “${q}”`,
          action: (
            <Button variant="default" onClick={onClear}>
              Clear the filter
            </Button>
          ),
        };
      }}
    >
      {(page) => (
        <>
          <p className="rt-sr" role="status">
            {plural(page.items.length, 'audience', 'audiences')}
          </p>
          <DataTable
            caption="Audiences"
            columns={columns}
            rows={page.items}
            rowKey={(audience) => audience.id}
          />
        </>
      )}
    </QueryView>
  );
}
