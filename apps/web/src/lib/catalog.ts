import { queryOptions } from '@tanstack/react-query';
import type { Model, ModelField, ModelMetric } from '@truffle/types/api';
import { call } from '@/lib/api';

/* The semantic model, for pickers and labels. It changes only when the server starts with another one. */
export const modelQuery = queryOptions({
  queryKey: ['model'],
  queryFn: ({ signal }) => call('GET /api/model', { signal }),
  staleTime: 5 * 60_000,
});

// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- query options carry their own types
export const valuesQuery = (field: string, q: string) =>
  queryOptions({
    queryKey: ['model', 'values', field, q],
    queryFn: ({ signal }) => call('GET /api/model/values', { query: { field, q, limit: 20 }, signal }),
    enabled: field !== '',
    staleTime: 5 * 60_000,
    /* The absence of a value is asked for with "is not set", not picked. */
    select: ({ items }) =>
      items.flatMap(({ value, count }) => (typeof value === 'string' ? [{ value, count }] : [])),
  });

export function metricOf(model: Model | undefined, name: string): ModelMetric | undefined {
  return model?.metrics.find((metric) => metric.name === name);
}

export function fieldOf(model: Model | undefined, name: string): ModelField | undefined {
  return model?.dimensions.find((field) => field.name === name);
}

export function labelOf(model: Model | undefined, name: string): string {
  return fieldOf(model, name)?.label ?? metricOf(model, name)?.label ?? humane(name);
}

/** A name of the model as words, for when the model doesn't say. */
export function humane(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
