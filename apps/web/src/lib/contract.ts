import type { Cond, Job } from '@truffle/types/api';

/* Names for parts of the contract's types. */

export type Op = Extract<Cond, { field: string }>['op'];
export type JobState = Job['state'];

/** How an operator reads between a field and its value. */
export const opWords: Record<Op, string> = {
  eq: 'is',
  ne: 'is not',
  in: 'is one of',
  not_in: 'is none of',
  contains: 'contains',
  not_contains: "doesn't contain",
  starts_with: 'starts with',
  ends_with: 'ends with',
  gt: 'is more than',
  gte: 'is at least',
  lt: 'is less than',
  lte: 'is at most',
  between: 'is between',
  is_null: 'is not set',
  not_null: 'is set',
};
