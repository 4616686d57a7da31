import { useQuery } from '@tanstack/react-query';
import type { Job } from '@truffle/types/api';
import { TableSkeleton } from '@truffle/ui/DataTable';
import { QueryView } from '@truffle/ui/QueryView';
import type { ReactElement } from 'react';
import { ago, exact } from '@/lib/format';
import { platformName } from '@/lib/jobs';
import { useMe } from '@/lib/session';
import { useShortcuts } from '@/lib/shortcuts';
import { ApprovalDetail } from './ApprovalDetail';
import { waitingQuery } from './queries';
import classes from './WaitingList.module.css';

type Props = { open: string | undefined; onOpen: (id: string) => void };

/** What waits for a decision at the left, the one that is open at the right. */
export function WaitingList({ open, onOpen }: Props): ReactElement {
  const query = useQuery(waitingQuery());
  return (
    <QueryView
      query={{ ...query, isFetching: query.data === undefined }}
      what="the requests"
      skeleton={<TableSkeleton columns={2} />}
      empty={(page) =>
        page.items.length === 0
          ? {
              title: 'Nothing waits for approval',
              children: 'Requests come here when somebody sends an audience for approval.',
            }
          : null
      }
    >
      {(page) => <Waiting jobs={page.items} open={open} onOpen={onOpen} />}
    </QueryView>
  );
}

function Waiting({
  jobs,
  open,
  onOpen,
}: {
  jobs: Job[];
  open: string | undefined;
  onOpen: (id: string) => void;
}): ReactElement {
  const me = useMe();
  const at = Math.max(
    0,
    jobs.findIndex((job) => job.id === open),
  );
  const current = jobs[at];
  const gone = open !== undefined && !jobs.some((job) => job.id === open);
  const go = (step: number): void => {
    const next = jobs[at + step];
    if (next) onOpen(next.id);
  };
  useShortcuts([
    {
      keys: 'j',
      label: 'Next request',
      run: () => {
        go(1);
      },
    },
    {
      keys: 'k',
      label: 'Previous request',
      run: () => {
        go(-1);
      },
    },
  ]);
  return (
    <div className={classes.layout}>
      <ul className={classes.list} aria-label="Requests">
        {jobs.map((job) => (
          <li key={job.id}>
            <button
              type="button"
              className={classes.item}
              aria-current={job === current ? 'true' : undefined}
              onClick={() => {
                onOpen(job.id);
              }}
            >
              <span className={classes.name}>{job.audience_name}</span>
              <span className={classes.count}>{exact(job.expected?.sends)}</span>
              <span className={classes.under}>
                {platformName(job.platform)}, {job.asked_by === me.id ? 'asked by you' : job.asked_by_name},{' '}
                {ago(job.asked_at)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <div className={classes.detail}>
        {gone && (
          <p className={classes.gone} role="status">
            The request that the address names is no longer waiting; this is the first that does.
          </p>
        )}
        {current && <ApprovalDetail key={current.id} job={current} />}
      </div>
    </div>
  );
}
