import { queryOptions } from '@tanstack/react-query';
import { call } from '@/lib/api';
import { jobStates } from '@/lib/jobs';

/* eslint-disable @typescript-eslint/explicit-module-boundary-types -- query options carry their own types */

export const approvalKeys = {
  all: ['approvals'] as const,
  waiting: () => [...approvalKeys.all, 'waiting'] as const,
  decided: () => [...approvalKeys.all, 'decided'] as const,
};

export const waitingQuery = () =>
  queryOptions({
    queryKey: approvalKeys.waiting(),
    queryFn: ({ signal }) =>
      call('GET /api/activation/history', { query: { state: ['waiting_for_approval'], limit: 200 }, signal }),
    refetchInterval: 30_000,
  });

export const decidedQuery = () =>
  queryOptions({
    queryKey: approvalKeys.decided(),
    queryFn: ({ signal }) =>
      call('GET /api/activation/history', {
        query: { state: jobStates.filter((state) => state !== 'waiting_for_approval'), limit: 200 },
        signal,
      }),
  });
