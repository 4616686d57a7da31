import type { Cond, Job } from '@truffle/types/api';

/* Names for parts of the contract's types. */

export type Op = Extract<Cond, { field: string }>['op'];
export type JobState = Job['state'];

/** What the check of the audit log's chain found; `first_bad` is 0 when it is whole. */
export interface Verdict {
  rows: number;
  first_bad: number;
  reason: string | null;
}

declare module '@truffle/types/api' {
  interface Operations {
    'GET /api/audit/verify': { result: Verdict };
  }
}
