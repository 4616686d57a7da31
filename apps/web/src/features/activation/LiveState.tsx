import type { Job } from '@truffle/types/api';
import type { ReactElement } from 'react';
import { JobStateBadge } from './JobStateBadge';
import { useLiveJob } from './useLiveJob';

type Props = { job: Job };

/** The state of one row as it moves. */
export function LiveState({ job }: Props): ReactElement {
  const live = useLiveJob(job.id, job).data;
  return <JobStateBadge job={live ?? job} />;
}
