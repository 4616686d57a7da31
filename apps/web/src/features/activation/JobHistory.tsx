import type { Job } from '@truffle/types/api';
import { Facts } from '@truffle/ui/Facts';
import type { ReactElement, ReactNode } from 'react';
import { exact, moment } from '@/lib/format';
import { platformName } from '@/lib/jobs';

type Props = { job: Job; timeZone: string };

/** Who asked, who decided, when it ran, on which terms. */
export function JobHistory({ job, timeZone }: Props): ReactElement {
  const at = (time: string | null): string => (time === null ? '' : moment(time, timeZone));
  const facts: [string, ReactNode][] = [
    ['Platform', `${platformName(job.platform)}, ${job.account_name}`],
    ['List', job.list_name],
    ['Membership', `${exact(job.membership_days)} days`],
    ['Holdout', `${exact(job.holdout_pct)}%`],
    ['Asked', `${job.asked_by_name}, ${at(job.asked_at)}`],
  ];
  if (job.note !== null && job.note !== '') facts.push(['Note', job.note]);
  if (job.decided_at !== null) {
    const decision = job.state === 'rejected' ? 'Rejected' : job.state === 'voided' ? 'Voided' : 'Approved';
    facts.push([decision, [job.decided_by_name, at(job.decided_at)].filter(Boolean).join(', ')]);
    if (job.decision_note !== null && job.decision_note !== '') facts.push(['Reason', job.decision_note]);
  } else if (job.state === 'waiting_for_approval') facts.push(['Void after', at(job.expires_at)]);
  if (job.started_at !== null) facts.push(['Started', at(job.started_at)]);
  if (job.finished_at !== null) facts.push(['Finished', at(job.finished_at)]);
  facts.push(['Digest', <code key="digest">{job.digest}</code>]);
  return <Facts facts={facts} />;
}
