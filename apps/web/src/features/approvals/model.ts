import type { Job } from '@truffle/types/api';

export interface GovernanceSearch {
  tab?: string;
  open?: string;
  q?: string;
  who?: string;
  what?: string;
}

export type GovernanceTab = 'waiting' | 'decided' | 'audit';

/** The tab that the address asks for, among those that the person may open; the first one otherwise. */
export function tabOf(text: string | undefined, open: readonly GovernanceTab[]): GovernanceTab | null {
  return open.find((tab) => tab === text) ?? open[0] ?? null;
}

export interface Fate {
  label: string;
  count: number;
}

/** Where the members of a waiting push would end, from its rehearsal. */
export function fatesOf(job: Pick<Job, 'expected'>): Fate[] {
  const expected = job.expected;
  if (!expected) return [];
  return [
    { label: 'Sends', count: expected.sends },
    { label: 'Already on the list', count: expected.already_there },
    { label: 'Holds back', count: expected.held_out },
    { label: 'No consent', count: expected.no_consent },
    { label: 'No usable identifier', count: expected.no_identifier },
    { label: 'Duplicate', count: expected.duplicate },
  ];
}

export function expectedAddsUp(job: Pick<Job, 'expected'>): boolean {
  return !job.expected || fatesOf(job).reduce((sum, fate) => sum + fate.count, 0) === job.expected.audience;
}

export function isDecided(job: Pick<Job, 'decided_at'>): boolean {
  return job.decided_at !== null;
}
