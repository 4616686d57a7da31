import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Cond } from '@truffle/types/api';
import { call } from '@/lib/api';

/* eslint-disable @typescript-eslint/explicit-module-boundary-types -- query options carry their own types */

export const audienceKeys = {
  all: ['audiences'] as const,
  list: (q: string | undefined) => [...audienceKeys.all, 'list', q ?? ''] as const,
  found: (q: string) => [...audienceKeys.all, 'found', q] as const,
  one: (id: string) => [...audienceKeys.all, 'one', id] as const,
  part: (id: string, part: 'versions' | 'size' | 'sample') => [...audienceKeys.one(id), part] as const,
  preview: (rules: Cond | null) => [...audienceKeys.all, 'preview', rules] as const,
};

export const audiencesQuery = (q: string | undefined) =>
  queryOptions({
    queryKey: audienceKeys.list(q),
    queryFn: ({ signal }) => call('GET /api/audiences', { query: { q, limit: 200 }, signal }),
    placeholderData: keepPreviousData,
  });

/** The few that a search of everything shows. */
export const foundAudiencesQuery = (q: string) =>
  queryOptions({
    queryKey: audienceKeys.found(q),
    queryFn: ({ signal }) => call('GET /api/audiences', { query: { q, limit: 6 }, signal }),
    placeholderData: keepPreviousData,
  });

export const audienceQuery = (id: string) =>
  queryOptions({
    queryKey: audienceKeys.one(id),
    queryFn: ({ signal }) => call('GET /api/audiences/{id}', { path: { id }, signal }),
  });

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: audienceKeys.part(id, 'versions'),
    queryFn: ({ signal }) =>
      call('GET /api/audiences/{id}/versions', { path: { id }, query: { limit: 100 }, signal }),
  });

export const sizeQuery = (id: string) =>
  queryOptions({
    queryKey: audienceKeys.part(id, 'size'),
    queryFn: ({ signal }) => call('GET /api/audiences/{id}/size', { path: { id }, signal }),
  });

export const sampleQuery = (id: string) =>
  queryOptions({
    queryKey: audienceKeys.part(id, 'sample'),
    queryFn: ({ signal }) =>
      call('GET /api/audiences/{id}/sample', { path: { id }, query: { limit: 20 }, signal }),
  });

/** Counts of rules that aren't saved. Asked again only when the rules change. */
export const previewQuery = (rules: Cond | null) =>
  queryOptions({
    queryKey: audienceKeys.preview(rules),
    queryFn: ({ signal }) =>
      call('POST /api/audiences/preview', { body: { rules: rules ?? { all: [] } }, signal }),
    enabled: rules !== null,
    placeholderData: keepPreviousData,
    staleTime: 5 * 60_000,
  });
