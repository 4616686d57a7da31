import { keepPreviousData, queryOptions, type QueryClient } from '@tanstack/react-query';
import type { Answer, Model, Plan } from '@truffle/types/api';
import { call } from '@/lib/api';
import { modelQuery } from '@/lib/catalog';
import { usualGrain } from '@/lib/plan/time';
import { writeFilter } from '@/lib/plan/filters';
import { fewRows, tableMetrics, tablePlan, trendPlan, usualMetric, type View } from './model';

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

/** Asks for all that the Overview shows first, while its code is on its way. What can't be had is asked for again, and
 * said, where it is shown. */
export async function askOverview(client: QueryClient, view: View): Promise<void> {
  const kpis = client.query(kpisQuery(view));
  const model = client.query(modelQuery);
  const metric = view.metric ?? usualMetric;
  const trend = (known?: Model): Promise<Answer> =>
    client.query(planQuery(trendPlan(view, metric, view.grain ?? usualGrain(view.period), known)));
  const table = (known: Model): Promise<Answer> =>
    client.query(planQuery(tablePlan(view, tableMetrics(view.by, known), fewRows, known)));
  /* Only the values of a filter need the model to be written down. */
  const soon = view.filters.length === 0 ? trend() : model.then(trend);
  await Promise.allSettled([kpis, soon, model.then(table)]);
}
