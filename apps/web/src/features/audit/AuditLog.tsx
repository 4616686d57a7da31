import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { AuditPage, AuditRow } from '@truffle/types/api';
import { DataTable, TableSkeleton, type DataColumn } from '@truffle/ui/DataTable';
import type { EmptyProps } from '@truffle/ui/EmptyState';
import { QueryView } from '@truffle/ui/QueryView';
import { SearchBox } from '@truffle/ui/SearchBox';
import type { ReactElement } from 'react';
import { exact, moment, none, plural } from '@/lib/format';
import { useMe } from '@/lib/session';
import classes from './AuditLog.module.css';
import { auditQuery, type AuditFilter } from './queries';

type Props = { filter: AuditFilter; onFilter: (filter: AuditFilter) => void };

/** Every change, newest first; the chain tells how far it was verified. */
export function AuditLog({ filter, onFilter }: Props): ReactElement {
  const query = useInfiniteQuery(auditQuery(filter));
  const zone = useMe().workspace.time_zone;
  const set = (name: keyof AuditFilter) => (text: string) => {
    onFilter({ ...filter, [name]: text === '' ? undefined : text });
  };
  const filtered = Boolean(filter.q ?? filter.who ?? filter.what);
  const pages = query.data?.pages ?? [];
  return (
    <>
      <div className={classes.tools}>
        <SearchBox label="Filter by text" value={filter.q ?? ''} onChange={set('q')} />
        <SearchBox id="audit-who" label="Who" value={filter.who ?? ''} onChange={set('who')} />
        <SearchBox id="audit-what" label="What" value={filter.what ?? ''} onChange={set('what')} />
        <span className={classes.chain}>{chainWords(pages[0])}</span>
      </div>
      <div className={classes.sheet}>
        <QueryView
          query={{ ...query, isFetching: query.isFetching && !query.isFetchingNextPage }}
          what="the audit log"
          whoCan="Auditors and admins can."
          skeleton={<TableSkeleton rows={12} columns={4} />}
          empty={(data): EmptyProps | null =>
            data.pages.some((page) => page.items.length > 0)
              ? null
              : {
                  title: filtered ? 'No row matches these filters' : 'Nothing is recorded yet',
                  action: filtered ? (
                    <Button
                      variant="default"
                      onClick={() => {
                        onFilter({});
                      }}
                    >
                      Clear filters
                    </Button>
                  ) : null,
                }
          }
        >
          {(data) => {
            const rows = data.pages.flatMap((page) => page.items);
            return (
              <>
                <p className="rt-sr" role="status">
                  {plural(rows.length, 'row', 'rows')}
                </p>
                <DataTable
                  caption="Audit log"
                  dense
                  columns={columnsFor(zone)}
                  rows={rows}
                  rowKey={(row) => String(row.seq)}
                />
                {query.hasNextPage && (
                  <div className={classes.more}>
                    <Button
                      variant="subtle"
                      loading={query.isFetchingNextPage}
                      onClick={() => void query.fetchNextPage()}
                    >
                      Show older rows
                    </Button>
                  </div>
                )}
              </>
            );
          }}
        </QueryView>
      </div>
    </>
  );
}

function chainWords(page: AuditPage | undefined): string {
  if (!page) return '';
  return page.verified_to === null
    ? 'The chain has not been verified yet'
    : `Chain verified to row ${exact(page.verified_to)}`;
}

function columnsFor(zone: string): DataColumn<AuditRow>[] {
  return [
    { key: 'when', head: 'When', cell: (row) => moment(row.at, zone) },
    {
      key: 'who',
      head: 'Who',
      cell: (row) => (row.as_owner ? `${row.actor_name}, by the owner's hand` : row.actor_name),
    },
    { key: 'what', head: 'What', cell: (row) => <code className={classes.code}>{row.action}</code> },
    { key: 'on', head: 'On', cell: (row) => row.object ?? none },
    { key: 'summary', head: 'Summary', wrap: true, cell: (row) => row.summary ?? none },
    {
      key: 'seq',
      head: 'Row',
      number: true,
      cell: (row) => <span title={`Hash ${row.hash}`}>{exact(row.seq)}</span>,
    },
  ];
}
