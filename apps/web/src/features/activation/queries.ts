import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call } from '@/lib/api';
import { mayChange } from '@/lib/jobs';
import { needStates } from './needs';

/* eslint-disable @typescript-eslint/explicit-module-boundary-types -- query options carry their own types */

export const activationKeys = {
  all: ['activation'] as const,
  list: (q: string | undefined, state: string[] | undefined) =>
    [...activationKeys.all, 'list', q ?? '', state ?? []] as const,
  found: (q: string) => [...activationKeys.all, 'found', q] as const,
  needs: () => [...activationKeys.all, 'needs'] as const,
  job: (id: string) => [...activationKeys.all, 'job', id] as const,
};

/** Asked again every few seconds while something moves; the stream makes it faster where one is open. */
export const jobsQuery = (q: string | undefined, state: string[] | undefined) =>
  queryOptions({
    queryKey: activationKeys.list(q, state),
    queryFn: ({ signal }) => call('GET /api/activation/history', { query: { q, state, limit: 100 }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.items.some((job) => mayChange(job.state)) ? 4000 : false),
  });

/** The few that a search of everything shows. */
export const foundJobsQuery = (q: string) =>
  queryOptions({
    queryKey: activationKeys.found(q),
    queryFn: ({ signal }) => call('GET /api/activation/history', { query: { q, limit: 6 }, signal }),
    placeholderData: keepPreviousData,
  });

export const needsQuery = () =>
  queryOptions({
    queryKey: activationKeys.needs(),
    queryFn: ({ signal }) =>
      call('GET /api/activation/history', { query: { state: [...needStates], limit: 100 }, signal }),
    refetchInterval: 30_000,
  });

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: activationKeys.job(id),
    queryFn: ({ signal }) => call('GET /api/activation/jobs/{id}', { path: { id }, signal }),
  });
