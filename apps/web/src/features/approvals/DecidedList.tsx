import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { DataTable, TableSkeleton } from '@truffle/ui/DataTable';
import { QueryView } from '@truffle/ui/QueryView';
import { StatusBadge } from '@truffle/ui/StatusBadge';
import type { ReactElement } from 'react';
import { ago, exact, moment, none } from '@/lib/format';
import { platformName, stateWords } from '@/lib/jobs';
import { useMe } from '@/lib/session';
import { isDecided } from './model';
import { decidedQuery } from './queries';

/** What was approved or rejected, by whom, and what became of it. */
export function DecidedList(): ReactElement {
  const query = useQuery(decidedQuery());
  const zone = useMe().workspace.time_zone;
  return (
    <QueryView
      query={query}
      what="the decisions"
      skeleton={<TableSkeleton columns={6} />}
      empty={(page) => (page.items.some(isDecided) ? null : { title: 'Nothing has been decided yet' })}
    >
      {(page) => (
        <DataTable
          caption="Decisions"
          rows={page.items.filter(isDecided)}
          rowKey={(job) => job.id}
          columns={[
            {
              key: 'audience',
              head: 'Request',
              cell: (job) => (
                <Link to="/activation/jobs/$id" params={{ id: job.id }}>
                  {job.audience_name}, version {job.audience_version}
                </Link>
              ),
            },
            {
              key: 'platform',
              head: 'Platform',
              cell: (job) => `${platformName(job.platform)}, ${job.account_name}`,
            },
            { key: 'people', head: 'People', number: true, cell: (job) => exact(job.expected?.sends) },
            {
              key: 'state',
              head: 'State',
              cell: (job) => <StatusBadge tone={stateWords(job).tone}>{stateWords(job).word}</StatusBadge>,
            },
            { key: 'asked', head: 'Asked by', cell: (job) => job.asked_by_name },
            {
              key: 'decided',
              head: 'Decided',
              cell: (job) => (
                <span title={job.decided_at === null ? undefined : moment(job.decided_at, zone)}>
                  {job.decided_by_name ?? none}
                  {job.decided_at !== null && `, ${ago(job.decided_at)}`}
                </span>
              ),
            },
            { key: 'note', head: 'Note', wrap: true, cell: (job) => job.decision_note ?? none },
          ]}
        />
      )}
    </QueryView>
  );
}
