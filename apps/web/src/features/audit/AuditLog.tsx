import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { AuditRow } from '@truffle/types/api';
import { DataTable, TableSkeleton, type DataColumn } from '@truffle/ui/DataTable';
import type { EmptyProps } from '@truffle/ui/EmptyState';
import { QueryView } from '@truffle/ui/QueryView';
import { SearchBox } from '@truffle/ui/SearchBox';
import type { ReactElement } from 'react';
import { humane } from '@/lib/catalog';
import { exact, moment, none, plural, sentence } from '@/lib/format';
import { peopleQuery } from '@/lib/people';
import { can } from '@/lib/permissions';
import { useMe } from '@/lib/session';
import classes from './AuditLog.module.css';
import { ChainCheck } from './ChainCheck';
import { Choice } from './Choice';
import { auditQuery, type AuditFilter } from './queries';

const machines = [
  { value: 'owner', label: 'Owner of the machine' },
  { value: 'system', label: 'The server itself' },
];

/* What can be recorded: the operations that change something. */
const whats = [
  'auth_link',
  'workspace_update',
  'user_add',
  'load_ga4',
  'load_customers',
  'load_orders',
  'load_consents',
  'audience_create',
  'audience_update',
  'audience_archive',
  'consent_record',
  'consent_withdraw',
  'account_add',
  'activation_push',
  'activation_approve',
  'activation_reject',
  'activation_cancel',
  'activation_retry',
].map((name) => ({ value: name, label: humane(name) }));

type Props = { filter: AuditFilter; onFilter: (filter: AuditFilter) => void };

/** Every change, newest first; the chain tells how far it was verified. */
export function AuditLog({ filter, onFilter }: Props): ReactElement {
  const query = useInfiniteQuery(auditQuery(filter));
  const me = useMe();
  const zone = me.workspace.time_zone;
  const known = useQuery({ ...peopleQuery, enabled: can(me, 'user_list') }).data?.items ?? [];
  const people = [...known.map(({ id, name }) => ({ value: id, label: name })), ...machines];
  const set = (name: keyof AuditFilter) => (text: string) => {
    onFilter({ ...filter, [name]: text === '' ? undefined : text });
  };
  const filtered = Boolean(filter.q ?? filter.who ?? filter.what);
  return (
    <>
      <div className={classes.tools}>
        <SearchBox label="Filter by text" value={filter.q ?? ''} onChange={set('q')} />
        <Choice label="Who" usual="Anyone" value={filter.who} options={people} onChange={set('who')} />
        <Choice label="What" usual="Anything" value={filter.what} options={whats} onChange={set('what')} />
        {can(me, 'audit_verify') && <ChainCheck />}
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

function columnsFor(zone: string): DataColumn<AuditRow>[] {
  return [
    { key: 'when', head: 'When', wrap: false, cell: (row) => moment(row.at, zone) },
    {
      key: 'who',
      head: 'Who',
      cell: (row) => (row.as_owner ? `${row.actor_name}, by the owner's hand` : row.actor_name),
    },
    { key: 'what', head: 'What', cell: (row) => <code className={classes.code}>{row.action}</code> },
    { key: 'on', head: 'On', cell: (row) => row.object ?? none },
    { key: 'summary', head: 'Summary', wrap: true, cell: (row) => sentence(row.summary ?? none) },
    {
      key: 'seq',
      head: 'Row',
      number: true,
      cell: (row) => <span title={['Hash', row.hash].filter(Boolean).join(' ')}>{exact(row.seq)}</span>,
    },
  ];
}
