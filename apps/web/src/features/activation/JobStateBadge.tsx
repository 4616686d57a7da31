import type { Job } from '@truffle/types/api';
import { StatusBadge } from '@truffle/ui/StatusBadge';
import type { ReactElement } from 'react';
import { stateWords } from '@/lib/jobs';

type Props = { job: Pick<Job, 'state' | 'done' | 'total' | 'cause' | 'platform'> };

export function JobStateBadge({ job }: Props): ReactElement {
  const { word, tone } = stateWords(job);
  return <StatusBadge tone={tone}>{word}</StatusBadge>;
}
