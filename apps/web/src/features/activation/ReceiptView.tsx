import { Button } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Job } from '@truffle/types/api';
import { Facts } from '@truffle/ui/Facts';
import { PageHeader } from '@truffle/ui/PageHeader';
import { Panel } from '@truffle/ui/Panel';
import type { ReactElement } from 'react';
import { exact, sentence } from '@/lib/format';
import { isMoving, platformName, stateWords } from '@/lib/jobs';
import { useMe } from '@/lib/session';
import { ExpectedTable } from './ExpectedTable';
import { JobActs } from './JobActs';
import { JobHistory } from './JobHistory';
import { JobStateBadge } from './JobStateBadge';
import { PlatformBlock } from './PlatformBlock';
import { ReceiptTable } from './ReceiptTable';
import { RehearsalBlock } from './RehearsalBlock';
import classes from './ReceiptView.module.css';

type Props = { job: Job };

/** The receipt of one push: what was promised, what happened, who decided. */
export function ReceiptView({ job }: Props): ReactElement {
  const { time_zone } = useMe().workspace;
  return (
    <>
      <PageHeader
        title={`Receipt ${job.number}`}
        above={<Link to="/activation">Activation</Link>}
        under={
          <>
            <Link to="/audiences/$id" params={{ id: job.audience_id }}>
              {job.audience_name}
            </Link>
            , version {job.audience_version} → {platformName(job.platform)}, {job.account_name}
          </>
        }
      >
        <JobActs job={job} />
        <Button
          component="a"
          variant="default"
          href={`/api/activation/jobs/${encodeURIComponent(job.id)}`}
          target="_blank"
          rel="noreferrer"
        >
          JSON
        </Button>
        <Button
          variant="default"
          leftSection={<IconPrinter size={14} aria-hidden="true" />}
          onClick={() => {
            window.print();
          }}
        >
          Print
        </Button>
      </PageHeader>
      <State job={job} />
      <div className={classes.layout}>
        <div className={classes.main}>
          {job.receipt && <Counts job={job} receipt={job.receipt} />}
          {!job.receipt && job.expected && (
            <Panel title="What this push would do">
              <ExpectedTable expected={job.expected} holdout={job.holdout_pct} />
            </Panel>
          )}
          {!job.receipt && job.rehearsal && (
            <RehearsalBlock rehearsal={job.rehearsal} holdout={job.holdout_pct} timeZone={time_zone} />
          )}
          {job.schedule !== null && (
            <Panel title="Recurring">
              <p className={classes.words}>
                Runs again by the schedule {job.schedule}; asks again when its size changes by more than{' '}
                {exact(job.drift_pct)} %.
              </p>
            </Panel>
          )}
          <Panel title="Rules in words">
            <p className={classes.words}>{sentence(job.words)}</p>
          </Panel>
        </div>
        <div className={classes.main}>
          <Panel title="How it came about">
            <JobHistory job={job} timeZone={time_zone} />
          </Panel>
          {job.platform_says && (
            <PlatformBlock name={platformName(job.platform)} says={job.platform_says} timeZone={time_zone} />
          )}
        </div>
      </div>
    </>
  );
}

function State({ job }: { job: Job }): ReactElement {
  const { tone } = stateWords(job);
  return (
    <div className={classes.state} data-tone={tone} role="status">
      <JobStateBadge job={job} />
      {isMoving(job.state) && job.total !== null && (
        <span className="rt-muted rt-numbers">
          {exact(job.done)} of {exact(job.total)}
        </span>
      )}
      {job.cause !== null && <span>{job.cause}</span>}
      {job.next_step !== null && <span className="rt-muted">{job.next_step}</span>}
    </div>
  );
}

function Counts({ job, receipt }: { job: Job; receipt: NonNullable<Job['receipt']> }): ReactElement {
  return (
    <>
      {!receipt.adds_up && (
        <p className={classes.wrong} role="alert">
          The terms of this receipt don't add up to the audience. Nothing is hidden: keep this page and tell
          the person who runs the server, with the receipt's number.
        </p>
      )}
      <Panel title="What happened to each member">
        <ReceiptTable receipt={receipt} holdout={job.holdout_pct} />
      </Panel>
      <Panel title="Counted apart">
        <Facts
          facts={[
            ['Removed', exact(receipt.removed)],
            ['Refreshed', exact(receipt.refreshed)],
          ]}
        />
      </Panel>
    </>
  );
}
