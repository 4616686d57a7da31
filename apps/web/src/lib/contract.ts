import type { Cond, Job } from '@truffle/types/api';

/* Names for parts of the contract's types. */

export type Op = Extract<Cond, { field: string }>['op'];
export type JobState = Job['state'];
