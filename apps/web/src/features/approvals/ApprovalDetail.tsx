import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Job } from '@truffle/types/api';
import { Facts } from '@truffle/ui/Facts';
import { Panel } from '@truffle/ui/Panel';
import { useState, type ReactElement } from 'react';
import { ago, exact, moment, sentence, share } from '@/lib/format';
import { platformName } from '@/lib/jobs';
import { allowed } from '@/lib/permissions';
import { useMe } from '@/lib/session';
import { useShortcuts } from '@/lib/shortcuts';
import classes from './ApprovalDetail.module.css';
import { ApproveDialog } from './ApproveDialog';
import { expectedAddsUp, fatesOf } from './model';
import { RejectDialog } from './RejectDialog';

type Props = { job: Job };

/** Exactly what would be approved: to whom, how many, why not all, under which rules. */
export function ApprovalDetail({ job }: Props): ReactElement {
  const [dialog, setDialog] = useState<'approve' | 'reject' | null>(null);
  const me = useMe();
  const zone = me.workspace.time_zone;
  const close = (): void => {
    setDialog(null);
  };
  return (
    <Panel
      title={`${job.audience_name}, version ${job.audience_version} → ${platformName(job.platform)}, ${job.account_name}`}
    >
      <div className={classes.body}>
        <p className={classes.by}>
          Asked by {job.asked_by === me.id ? 'you' : job.asked_by_name}, {moment(job.asked_at, zone)} (
          {ago(job.asked_at)}). Void after {moment(job.expires_at, zone)}.
        </p>
        {job.note !== null && job.note !== '' && <blockquote className={classes.note}>{job.note}</blockquote>}
        <Fates job={job} />
        <div>
          <h3 className={classes.heading}>Rules in words</h3>
          <p className={classes.words}>{sentence(job.words)}</p>
        </div>
        <div>
          <h3 className={classes.heading}>Changes since the last version</h3>
          {job.changes.length === 0 ? (
            <p className={classes.words}>None.</p>
          ) : (
            <ul className={classes.changes}>
              {job.changes.map((change) => (
                <li key={change}>{change}</li>
              ))}
            </ul>
          )}
        </div>
        <Facts
          facts={[
            ['List', job.list_name],
            ['Membership', `${exact(job.membership_days)} days`],
            ['Holdout', `${exact(job.holdout_pct)}%`],
            ['Schedule', scheduleOf(job)],
            ['Rehearsal', rehearsalOf(job)],
            ['Digest', <code key="digest">{job.digest}</code>],
            [
              'More',
              <Link key="more" to="/audiences/$id" params={{ id: job.audience_id }}>
                Open the audience
              </Link>,
            ],
          ]}
        />
        <Decide
          job={job}
          onApprove={() => {
            setDialog('approve');
          }}
          onReject={() => {
            setDialog('reject');
          }}
        />
      </div>
      <ApproveDialog job={job} opened={dialog === 'approve'} onClose={close} />
      <RejectDialog job={job} opened={dialog === 'reject'} onClose={close} />
    </Panel>
  );
}

/** One approval of a schedule holds for every run inside its band. */
function scheduleOf(job: Job): string {
  return job.schedule === null
    ? 'Once'
    : `Again by ${job.schedule}, while its size stays within ${exact(job.drift_pct)} %`;
}

function rehearsalOf(job: Job): string {
  const rehearsal = job.rehearsal;
  if (rehearsal === null) return 'None: this destination has no simulator';
  if (rehearsal.cause !== null) return `Would stop: ${rehearsal.cause}`;
  return `${exact(rehearsal.receipt.sent)} sent, ${exact(rehearsal.receipt.rejected)} rejected, ${exact(rehearsal.receipt.removed)} removed`;
}

function Fates({ job }: Props): ReactElement {
  const expected = job.expected;
  if (!expected) return <p className="rt-muted">The rehearsal has no counts yet.</p>;
  return (
    <div>
      <dl className={classes.fates}>
        {fatesOf(job).map((fate) => (
          <div key={fate.label} className={classes.fate}>
            <dt>{fate.label}</dt>
            <dd>
              {exact(fate.count)} <span className="rt-muted">{share(fate.count, expected.audience)}</span>
            </dd>
          </div>
        ))}
        <div className={classes.fate}>
          <dt>Removes</dt>
          <dd>{exact(expected.removes)}</dd>
        </div>
      </dl>
      <p className={classes.sum} data-wrong={!expectedAddsUp(job) || undefined}>
        {expectedAddsUp(job)
          ? `Of ${exact(expected.audience)} people in the audience.`
          : `These counts don't add up to the ${exact(expected.audience)} people of the audience. Don't approve before that is explained.`}
      </p>
    </div>
  );
}

type DecideProps = { job: Job; onApprove: () => void; onReject: () => void };

function Decide({ job, onApprove, onReject }: DecideProps): ReactElement | null {
  const me = useMe();
  const approve = allowed(me, job.acts, 'activation_approve');
  const reject = allowed(me, job.acts, 'activation_reject');
  useShortcuts([
    ...(approve.allowed ? [{ keys: 'a', label: 'Approve this request', run: onApprove }] : []),
    ...(reject.allowed ? [{ keys: 'r', label: 'Reject this request', run: onReject }] : []),
  ]);
  const reason = approve.reason ?? reject.reason;
  if (!approve.shown && !reject.shown) return null;
  return (
    <div className={classes.decide}>
      {reject.shown && (
        <Button
          variant="default"
          size="sm"
          disabled={!reject.allowed}
          title={reject.reason ?? undefined}
          onClick={onReject}
        >
          Reject
        </Button>
      )}
      {approve.shown && (
        <Button size="sm" disabled={!approve.allowed} title={approve.reason ?? undefined} onClick={onApprove}>
          Approve
        </Button>
      )}
      {reason !== null && (!approve.allowed || !reject.allowed) && <span className="rt-muted">{reason}</span>}
    </div>
  );
}
