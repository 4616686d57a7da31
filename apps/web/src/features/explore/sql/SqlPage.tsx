import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { QueryView } from '@truffle/ui/QueryView';
import type { ReactElement } from 'react';
import { artifactQuery, sqlTablesQuery } from '../queries';
import { Statement } from './Statement';

type Props = { saved: string | null };

/** A statement of one's own over the public tables: judged and weighed first, run under guard. */
export function SqlPage({ saved }: Props): ReactElement {
  const kept = useQuery({ ...artifactQuery(saved ?? ''), enabled: saved !== null });
  const tables = useQuery(sqlTablesQuery);
  if (saved !== null && !kept.data) {
    return (
      <QueryView query={kept} what="the saved statement" skeleton={<Skeleton height={184} />}>
        {() => null}
      </QueryView>
    );
  }
  return (
    <QueryView query={tables} what="the tables" skeleton={<Skeleton height={184} />}>
      {({ dialect, items }) => (
        <Statement
          key={saved ?? ''}
          start={kept.data?.sql ?? null}
          name={kept.data?.name ?? ''}
          dialect={dialect}
          tables={items}
        />
      )}
    </QueryView>
  );
}
