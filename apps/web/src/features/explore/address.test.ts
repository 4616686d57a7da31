import type { Plan } from '@truffle/types/api';
import { describe, expect, it } from 'vitest';
import { model } from '@/test/fixtures';
import { compareWord, periodOf, planOfSearch, searchOfPlan, type ExploreSearch } from './address';

const numbers = {
  ...model,
  dimensions: [
    ...model.dimensions,
    { name: 'hour', label: 'Hour', description: null, type: 'integer', customer: false, event: false },
  ],
};

describe('the address becomes a plan', () => {
  it.each<[ExploreSearch, Plan]>([
    [
      { metric: ['sessions'] },
      { version: 1, metrics: ['sessions'], dimensions: [], time: { relative: { unit: 'day', last: 28 } } },
    ],
    [
      { metric: ['sessions'], grain: 'week', period: '90d', compare: 'previous_year' },
      {
        version: 1,
        metrics: ['sessions'],
        dimensions: [{ name: 'date', grain: 'week' }],
        time: { relative: { unit: 'day', last: 90 } },
        compare: { to: 'previous_year' },
      },
    ],
    [
      {
        metric: ['sessions', 'transactions'],
        by: ['country', 'date'],
        period: '2026-10-01..2026-10-31',
        compare: '2026-09-01..2026-09-30',
        f: ['country:in:US,CA', 'campaign:contains:a\\,b'],
      },
      {
        version: 1,
        metrics: ['sessions', 'transactions'],
        dimensions: [{ name: 'country' }, { name: 'date', grain: 'day' }],
        time: { from: '2026-10-01', to: '2026-10-31' },
        filter: {
          all: [
            { field: 'country', op: 'in', values: ['US', 'CA'] },
            { field: 'campaign', op: 'contains', value: 'a\\,b' },
          ],
        },
        compare: { from: '2026-09-01', until: '2026-09-30' },
      },
    ],
  ])('%j', (search, plan) => {
    expect(planOfSearch(search, model)).toEqual({ plan, ignored: [] });
  });

  it('asks for nothing without a metric', () => {
    expect(planOfSearch({}).plan).toBeNull();
    expect(planOfSearch({ period: '7d', by: ['country'] }).plan).toBeNull();
  });

  it('says what it could not read, and goes on without it', () => {
    const { plan, ignored } = planOfSearch({
      metric: ['sessions', 'DROP TABLE'],
      period: 'soon',
      compare: 'x',
      grain: 'age',
      f: ['nonsense', 'country:eq:US'],
    });
    expect(plan?.metrics).toEqual(['sessions']);
    expect(plan?.filter).toEqual({ field: 'country', op: 'eq', value: 'US' });
    expect(plan?.time).toEqual({ relative: { unit: 'day', last: 28 } });
    expect(ignored).toHaveLength(5);
  });

  it('writes numbers as numbers where the model says so', () => {
    const found = planOfSearch({ metric: ['sessions'], f: ['hour:gte:12'] }, numbers).plan;
    expect(found?.filter).toEqual({ field: 'hour', op: 'gte', value: 12 });
  });
});

describe('the plan becomes the address', () => {
  it.each<ExploreSearch>([
    { metric: ['sessions'] },
    { metric: ['sessions'], by: ['channel_group'], period: 'last_month', compare: 'previous_period' },
    { metric: ['purchase_revenue', 'sessions'], by: ['date', 'country'], grain: 'month', period: 'year' },
    { metric: ['sessions'], period: '2026-10-01..2026-10-31', f: ['country:in:a\\,b,c', 'city:is_null'] },
    { metric: ['sessions'], period: 'all' },
    { metric: ['sessions'], period: 'today', compare: '2026-09-01..2026-09-02' },
  ])('and back: %j', (search) => {
    const { plan } = planOfSearch(search, model);
    expect(plan && searchOfPlan(plan)).toEqual(search);
  });

  const base: Plan = { version: 1, metrics: ['sessions'], time: { all: true } };
  it.each<Plan>([
    { ...base, limit: 5 },
    { ...base, order: [{ by: 'sessions', dir: 'asc' }] },
    { ...base, filter: { any: [] } },
    { ...base, filter: { did: { event: 'purchase' } } },
    { ...base, metrics: [], funnel: { steps: [] } },
    { ...base, time: { relative: { unit: 'day', last: 7 }, hours: [9] } },
    { ...base, time: { relative: { unit: 'week', last: 3 } } },
    { ...base, dimensions: [{ name: 'date', grain: 'hour' }] },
    { ...base, having: { metric: 'sessions', op: 'gt', value: 1 } },
    { ...base, calc: [{ type: 'share', metric: 'sessions' }] },
  ])('which can not say %j', (plan) => {
    expect(searchOfPlan(plan)).toBeNull();
  });

  it('reads what the server writes: nulls, false and 0 where nothing is said', () => {
    const relative = { last: 28, shift: 0, to_date: false, unit: 'day' as const };
    const time = { all: false, days_of_week: null, from: null, hours: null, relative, to: null };
    expect(periodOf(time)).toBe('28d');
    expect(periodOf({ ...time, relative: { ...relative, last: null, shift: -1, unit: 'month' } })).toBe(
      'last_month',
    );
    expect(periodOf({ ...time, relative: { ...relative, last: 1, unit: 'month' } })).toBe('last_month');
    expect(periodOf({ ...time, relative: { ...relative, last: null, to_date: true, unit: 'year' } })).toBe(
      'year',
    );
    expect(compareWord(null)).toBe('none');
    const written = {
      version: 1,
      metrics: ['sessions'],
      dimensions: null,
      filter: null,
      offset: 0,
      limit: null,
      time,
    };
    expect(searchOfPlan(written)).toEqual({ metric: ['sessions'] });
  });
});
