import { describe, expect, it } from 'vitest';
import { answer, compared, comparedCells, dimensionColumn, kpis, model, trendAnswer } from '@/test/fixtures';
import {
  cellOf,
  emptiness,
  figuresOf,
  isStale,
  lastIsPartial,
  metricColumns,
  nearestPeriod,
  periodDays,
  series,
  trendPoints,
  trendSummary,
} from './answers';
import type { Grain } from '@/lib/plan/time';
import { defaults } from './model';

describe('columns', () => {
  it('keeps the metrics and leaves out what stands beside them', () => {
    expect(metricColumns(kpis.answer).map((column) => column.name)).toEqual([
      'sessions',
      'active_users',
      'purchase_revenue',
      'transactions',
      'conversion_rate',
      'average_order_value',
    ]);
  });

  it('reads the value, the one before and the line', () => {
    expect(figuresOf(kpis.answer)[0]).toMatchObject({ now: 95_730, before: 88_150 });
    expect(cellOf(kpis.answer, kpis.answer.rows[0], 'nothing')).toBeUndefined();
    expect(series(kpis.trend, 'sessions')).toHaveLength(28);
  });
});

describe('trend', () => {
  it('draws an unfinished day as a line of its own, joined to the day before', () => {
    const points = trendPoints(trendAnswer(), 'sessions', true);
    const [previous, last] = points.slice(-2);
    expect(last).toMatchObject({ now: null });
    expect(last?.partial).toEqual(expect.any(Number));
    expect(previous?.partial).toBe(previous?.now);
    expect(points[0]?.partial).toBeNull();
  });

  it.each<[string, Grain, string, string, boolean]>([
    ['2026-11-23', 'day', '2026-11-23', '2026-11-24', false],
    ['2026-11-24', 'day', '2026-11-24', '2026-11-24', true],
    ['2026-11-16', 'week', '2026-11-22', '2026-11-24', false],
    ['2026-11-16', 'week', '2026-11-20', '2026-11-24', true],
    ['2026-11-23', 'week', '2026-11-23', '2026-11-24', true],
    ['2026-10-01', 'month', '2026-10-31', '2026-11-24', false],
    ['2026-10-01', 'month', '2026-10-30', '2026-11-24', true],
    ['2024-02-01', 'month', '2024-02-29', '2026-11-24', false],
  ])('a last point of %s by %s, asked to %s on %s, is partial: %s', (date, grain, to, now, partial) => {
    const one = answer([dimensionColumn('date', 'date'), ...compared('sessions')], [[date, 1, 1, 0, 0]], {
      to,
    });
    expect(lastIsPartial(one, grain, now)).toBe(partial);
  });

  it('draws nothing apart when all days are over', () => {
    expect(trendPoints(trendAnswer(), 'sessions').every((point) => point.partial === null)).toBe(true);
  });

  it('keeps a single unfinished point visible', () => {
    const one = answer(
      [dimensionColumn('date', 'date'), ...compared('sessions')],
      [['2026-11-24', ...comparedCells(5, 4)]],
    );
    expect(trendPoints(one, 'sessions', true)).toEqual([
      { date: '2026-11-24', now: 5, partial: 5, before: 4 },
    ]);
  });

  it('is said in one sentence', () => {
    const words = {
      figure: (value: number | null): string => String(value),
      day: (date: string): string => date,
    };
    const points = [
      { date: 'mon', now: 3, partial: null, before: null },
      { date: 'tue', now: 9, partial: null, before: null },
      { date: 'wed', now: 1, partial: null, before: null },
    ];
    expect(trendSummary(points, 'Sessions', words)).toBe(
      'Sessions from mon to wed: highest 9 on tue, lowest 1 on wed.',
    );
    expect(trendSummary([], 'Sessions', words)).toBe('Sessions: no data in this period.');
  });
});

describe('emptiness', () => {
  const nothing = {
    ...kpis,
    answer: answer(compared('sessions'), [[0, 0, 0, null]], { from: '2027-01-01', to: '2027-01-28' }),
  };
  const within = { ...nothing, answer: { ...nothing.answer, from: '2026-11-01', to: '2026-11-20' } };
  const filtered = { ...defaults, filters: [{ field: 'country', op: 'eq' as const, values: ['Atlantis'] }] };

  it.each([
    ['data', kpis, model, defaults, 'none'],
    ['a model without days', kpis, { ...model, first_day: null, last_day: null }, defaults, 'nothing_loaded'],
    ['days outside', nothing, model, defaults, 'nothing_in_period'],
    ['days outside, filtered', nothing, model, filtered, 'nothing_in_period'],
    ['days within, filtered', within, model, filtered, 'nothing_matches'],
    ['the model still loading', nothing, undefined, defaults, 'none'],
  ])('%s', (_, data, known, view, kind) => {
    expect(emptiness(data, known, view).kind).toBe(kind);
  });

  it('offers the nearest days', () => {
    expect(nearestPeriod('2026-08-01', '2026-11-23')).toBe('2026-10-27..2026-11-23');
    expect(nearestPeriod('2026-11-20', '2026-11-23')).toBe('2026-11-20..2026-11-23');
    expect(periodDays(kpis.answer, '28d')).toEqual({ from: '2026-10-27', to: '2026-11-23' });
    expect(periodDays(undefined, '28d')).toBeNull();
  });
});

describe('age', () => {
  const now = new Date('2026-11-24T09:00:00Z');
  it.each([
    ['2026-11-23', false],
    ['2026-11-24T08:00:00Z', false],
    ['2026-11-22', true],
    [null, false],
  ])('data to %s are late: %s', (until, late) => {
    expect(isStale(until, 'Europe/Berlin', now)).toBe(late);
  });

  it('counts days in the zone of the data', () => {
    expect(isStale('2026-11-23', 'Pacific/Auckland', new Date('2026-11-24T12:00:00Z'))).toBe(true);
  });
});
