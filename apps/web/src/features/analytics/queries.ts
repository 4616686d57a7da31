import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Plan } from '@truffle/types/api';
import { call } from '@/lib/api';
import { writeFilter, type View } from './model';

/* eslint-disable @typescript-eslint/explicit-module-boundary-types -- query options carry their own types */

export const analyticsKeys = {
  all: ['analytics'] as const,
  kpis: (view: Pick<View, 'period' | 'compare' | 'filters'>) =>
    [...analyticsKeys.all, 'kpis', view.period, view.compare, view.filters] as const,
  plan: (plan: Plan) => [...analyticsKeys.all, 'plan', plan] as const,
};

export const kpisQuery = (view: Pick<View, 'period' | 'compare' | 'filters'>) =>
  queryOptions({
    queryKey: analyticsKeys.kpis(view),
    queryFn: ({ signal }) =>
      call('GET /api/analytics/kpis', {
        query: { period: view.period, compare: view.compare, f: view.filters.map(writeFilter) },
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

export const planQuery = (plan: Plan) =>
  queryOptions({
    queryKey: analyticsKeys.plan(plan),
    queryFn: ({ signal }) => call('POST /api/query', { body: plan, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
