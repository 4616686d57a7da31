import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Job } from '@truffle/types/api';
import { DataTable, TableSkeleton, type DataColumn } from '@truffle/ui/DataTable';
import type { EmptyProps } from '@truffle/ui/EmptyState';
import { QueryView } from '@truffle/ui/QueryView';
import type { ReactElement, ReactNode } from 'react';
import { ago, exact, moment, plural } from '@/lib/format';
import { isMoving, platformName } from '@/lib/jobs';
import { useMe } from '@/lib/session';
import classes from './JobList.module.css';
import { JobStateBadge } from './JobStateBadge';
import { LiveState } from './LiveState';
import { jobsQuery } from './queries';

type Props = { q: string | undefined; state: string[] | undefined; onClear: () => void; first: ReactNode };

/* A browser opens six connections to a server; streams of a list must leave room for the page. */
const streams = 2;

export function JobList({ q, state, onClear, first }: Props): ReactElement {
  const query = useQuery(jobsQuery(q, state));
  const me = useMe();
  const filtered = q !== undefined || state !== undefined;
  return (
    <QueryView
      query={quietly(query)}
      what="the pushes"
      skeleton={<TableSkeleton columns={6} />}
      empty={(page): EmptyProps | null => {
        if (page.items.length > 0) return null;
        if (!filtered) {
          return {
            title: 'Nothing has been sent yet',
            children:
              'A push sends an audience to an ad platform after another person has approved it. Each one ends in a receipt.',
            action: first,
          };
        }
        return {
          title: 'No push matches these filters',
          action: (
            <Button variant="default" onClick={onClear}>
              Clear filters
            </Button>
          ),
        };
      }}
    >
      {(page) => (
        <>
          <p className="rt-sr" role="status">
            {plural(page.items.length, 'push', 'pushes')}
          </p>
          <DataTable
            caption="Pushes"
            columns={columnsFor(page.items, me.workspace.time_zone)}
            rows={page.items}
            rowKey={(job) => job.id}
          />
        </>
      )}
    </QueryView>
  );
}

/** The list asks every few seconds while something moves; that must not dim it each time. */
function quietly<T extends { data: unknown; isFetching: boolean; isPlaceholderData: boolean }>(query: T): T {
  return { ...query, isFetching: query.data === undefined || query.isPlaceholderData };
}

function columnsFor(jobs: Job[], timeZone: string): DataColumn<Job>[] {
  const live = new Set(
    jobs
      .filter((job) => isMoving(job.state))
      .slice(0, streams)
      .map((job) => job.id),
  );
  return [
    {
      key: 'audience',
      head: 'Audience',
      cell: (job) => (
        <Link to="/activation/jobs/$id" params={{ id: job.id }}>
          {job.audience_name}, version {job.audience_version}
        </Link>
      ),
    },
    {
      key: 'platform',
      head: 'Platform and account',
      cell: (job) => `${platformName(job.platform)}, ${job.account_name}`,
    },
    {
      key: 'state',
      head: 'State',
      wrap: true,
      cell: (job) => (
        <span className={classes.state}>
          {live.has(job.id) ? <LiveState job={job} /> : <JobStateBadge job={job} />}
          {job.cause !== null && <span className={classes.cause}>{job.cause}</span>}
        </span>
      ),
    },
    { key: 'people', head: 'People sent', number: true, cell: peopleOf },
    {
      key: 'asked',
      head: 'Asked',
      cell: (job) => <span title={moment(job.asked_at, timeZone)}>{ago(job.asked_at)}</span>,
    },
    { key: 'by', head: 'By', cell: (job) => job.asked_by_name },
  ];
}

function peopleOf(job: Job): string {
  const expected = job.expected ? exact(job.expected.sends) : null;
  if (job.receipt)
    return expected === null ? exact(job.receipt.sent) : `${exact(job.receipt.sent)} of ${expected}`;
  return expected === null ? '–' : `of ${expected}`;
}
