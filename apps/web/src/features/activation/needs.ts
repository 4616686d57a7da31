import type { Job } from '@truffle/types/api';

/* What asks something of this person: a decision, or a push that doesn't go on without somebody. */

export const needStates = ['waiting_for_approval', 'paused', 'failed', 'partly_done'] as const;

/** A push that ended longer ago than this is history. */
const recentDays = 14;

export interface Need {
  job: Job;
  /** They can decide it; otherwise they can retry it. */
  decides: boolean;
}

function may(job: Job, operation: string): boolean {
  return job.acts.some((act) => act.operation === operation && act.allowed);
}

/** Decisions first, the one that has waited longest on top; then what stopped, newest first. */
export function needsOf(jobs: readonly Job[], now: Date): Need[] {
  const since = new Date(now.getTime() - recentDays * 86_400_000).toISOString();
  const decide = jobs.filter((job) => job.state === 'waiting_for_approval' && may(job, 'activation_approve'));
  const stopped = jobs.filter(
    (job) =>
      job.state !== 'waiting_for_approval' &&
      may(job, 'activation_retry') &&
      (job.finished_at ?? job.asked_at) >= since,
  );
  return [
    ...decide.toSorted((one, other) => one.asked_at.localeCompare(other.asked_at)),
    ...stopped.toSorted((one, other) => other.asked_at.localeCompare(one.asked_at)),
  ].map((job) => ({ job, decides: job.state === 'waiting_for_approval' }));
}
