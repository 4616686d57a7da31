import type { Job } from '@truffle/types/api';
import { expect, it } from 'vitest';
import { failedJob, job, ownJob, runningJob, waitingJob } from '@/test/fixtures';
import { needsOf } from './needs';

const now = new Date('2026-11-24T09:00:00Z');
const ids = (...jobs: Job[]): string[] => needsOf(jobs, now).map((need) => need.job.id);
const older: Job = { ...waitingJob, id: 'job_400', asked_at: '2026-11-23T20:00:00Z' };
const paused: Job = {
  ...failedJob,
  id: 'job_416',
  state: 'paused',
  finished_at: null,
  asked_at: '2026-11-24T08:00:00Z',
};

it('puts decisions first, the longest waiting on top, then what stopped, newest first', () => {
  expect(ids(failedJob, waitingJob, paused, older)).toEqual(['job_400', 'job_413', 'job_416', 'job_411']);
});

it('says which can be decided', () => {
  expect(needsOf([failedJob, waitingJob], now).map((need) => need.decides)).toEqual([true, false]);
});

it("leaves out one's own request, what moves or is done, and what somebody else has to retry", () => {
  expect(ids(ownJob, runningJob, job, { ...failedJob, acts: [] })).toEqual([]);
});

it('leaves out what ended more than two weeks ago', () => {
  expect(ids({ ...failedJob, finished_at: '2026-11-09T09:00:00Z' })).toEqual([]);
  expect(ids({ ...failedJob, finished_at: '2026-11-11T09:00:00Z' })).toEqual(['job_411']);
});
