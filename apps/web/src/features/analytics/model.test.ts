import { describe, expect, it } from 'vitest';
import { model } from '@/test/fixtures';
import { compareOf, periodLabel, presets, rangeOf, timeOf, usualGrain } from '@/lib/plan/time';
import { condOf, filterWords, readFilter, writeFilter, type Filter } from '@/lib/plan/filters';
import {
  addFilter,
  defaults,
  exploreSearch,
  pointPeriod,
  filterOf,
  readView,
  removeFilter,
  tableMetrics,
  tablePlan,
  tabs,
  trendPlan,
  writeView,
  type View,
} from './model';

const paid: Filter = { field: 'channel_group', op: 'eq', values: ['Paid Search'] };

describe('filters', () => {
  it.each<[string, Filter]>([
    ['channel_group:eq:Paid Search', paid],
    [
      'device_category:in:mobile,tablet',
      { field: 'device_category', op: 'in', values: ['mobile', 'tablet'] },
    ],
    ['city:in:Paris\\, Texas,Rome', { field: 'city', op: 'in', values: ['Paris, Texas', 'Rome'] }],
    [
      'landing_page:eq:https://a.example/x:y',
      { field: 'landing_page', op: 'eq', values: ['https://a.example/x:y'] },
    ],
    ['landing_page:contains:a,b', { field: 'landing_page', op: 'contains', values: ['a,b'] }],
    ['campaign:is_null', { field: 'campaign', op: 'is_null', values: [] }],
    ['a:in:x\\\\,y', { field: 'a', op: 'in', values: ['x\\', 'y'] }],
  ])('reads and writes %s', (text, filter) => {
    expect(readFilter(text)).toEqual(filter);
    expect(readFilter(writeFilter(filter))).toEqual(filter);
  });

  it.each(['', 'x', 'x:eq', 'x:eq:', ':eq:a', 'x:like:a', 'X;--:eq:a', 'x:in:a,,b'])('refuses %s', (text) => {
    expect(readFilter(text)).toBeNull();
  });

  it('becomes a condition with the types of the model', () => {
    const typed = {
      ...model,
      dimensions: [
        ...model.dimensions,
        { name: 'hour', label: 'Hour', description: null, type: 'integer', customer: false, event: false },
      ],
    };
    expect(condOf({ field: 'hour', op: 'in', values: ['9', '10'] }, typed)).toEqual({
      field: 'hour',
      op: 'in',
      values: [9, 10],
    });
    expect(condOf(paid, model)).toEqual({ field: 'channel_group', op: 'eq', value: 'Paid Search' });
    expect(condOf({ field: 'campaign', op: 'not_null', values: [] })).toEqual({
      field: 'campaign',
      op: 'not_null',
    });
  });

  it('is none, one, or all of several', () => {
    expect(filterOf({ filters: [] })).toBeNull();
    expect(filterOf({ filters: [paid] })).toEqual({ field: 'channel_group', op: 'eq', value: 'Paid Search' });
    expect(filterOf({ filters: [paid, paid] })).toHaveProperty('all.length', 2);
  });

  it('is added once for a field and operator, and removed', () => {
    const view = addFilter(addFilter(defaults, paid), { ...paid, values: ['Direct'] });
    expect(view.filters).toEqual([{ ...paid, values: ['Direct'] }]);
    expect(removeFilter(view, { ...paid, values: ['Direct'] }).filters).toEqual([]);
  });

  it('reads as words', () => {
    const label = (name: string): string => (name === 'channel_group' ? 'Channel group' : name);
    expect(filterWords(paid, label)).toBe('Channel group is Paid Search');
    expect(filterWords({ field: 'x', op: 'between', values: ['1', '2'] }, label)).toBe(
      'x is between 1 and 2',
    );
    expect(filterWords({ field: 'x', op: 'is_null', values: [] }, label)).toBe('x is not set');
  });
});

describe('address and view', () => {
  const views: View[] = [
    defaults,
    { ...defaults, period: '7d' },
    { ...defaults, period: '2026-10-01..2026-10-31', compare: '2026-09-01..2026-09-30' },
    {
      ...defaults,
      compare: 'none',
      filters: [paid],
      metric: 'purchase_revenue',
      by: 'country',
      grain: 'week',
      chart: 'bar',
      sort: '-sessions',
    },
    ...presets.map((preset) => ({ ...defaults, period: preset.value })),
    ...tabs.map((tab) => ({ ...defaults, by: tab.by })),
  ];

  it.each(views)('comes back: $period $by', (view) => {
    expect(readView(writeView(view))).toEqual({ view, ignored: [] });
  });

  it('leaves defaults out', () => {
    expect(Object.values(writeView(defaults)).filter((value) => value !== undefined)).toEqual([]);
  });

  it.each([
    [{ period: '31d' }, 'The period “31d”'],
    [{ period: '2026-10-31..2026-10-01' }, 'The period'],
    [{ period: '2026-02-30..2026-03-01' }, 'The period'],
    [{ compare: 'tomorrow' }, 'The comparison'],
    [{ metric: 'DROP TABLE' }, 'The metric'],
    [{ grain: 'hour' }, 'The grain'],
    [{ chart: 'pie' }, 'The chart'],
    [{ sort: '-' }, 'The order'],
    [{ f: ['nonsense'] }, 'The filter “nonsense”'],
  ])('falls back and says so: %j', (search, sentence) => {
    const { view, ignored } = readView(search);
    expect(view).toEqual(defaults);
    expect(ignored).toHaveLength(1);
    expect(ignored[0]).toContain(sentence);
  });
});

describe('plans', () => {
  it.each([
    ['7d', { relative: { unit: 'day', last: 7 } }],
    ['28d', { relative: { unit: 'day', last: 28 } }],
    ['12mo', { relative: { unit: 'month', last: 12 } }],
    ['today', { relative: { unit: 'day', shift: 0 } }],
    ['yesterday', { relative: { unit: 'day', shift: -1 } }],
    ['month', { relative: { unit: 'month', to_date: true } }],
    ['last_quarter', { relative: { unit: 'quarter', shift: -1 } }],
    ['all', { all: true }],
    ['2026-10-01..2026-10-31', { from: '2026-10-01', to: '2026-10-31' }],
  ])('the time of %s', (period, time) => {
    expect(timeOf(period)).toEqual(time);
  });

  it.each([
    [{ period: '28d', compare: 'previous_period' }, { to: 'previous_period' }],
    [{ period: '28d', compare: 'previous_year' }, { to: 'previous_year' }],
    [{ period: '28d', compare: 'none' }, null],
    [{ period: 'all', compare: 'previous_period' }, null],
    [
      { period: '7d', compare: '2026-09-01..2026-09-07' },
      { from: '2026-09-01', until: '2026-09-07' },
    ],
  ])('the comparison of %j', (view, compare) => {
    expect(compareOf(view)).toEqual(compare);
  });

  it('a trend is one metric by a grain of time', () => {
    expect(trendPlan({ ...defaults, filters: [paid] }, 'sessions', 'week', model)).toEqual({
      version: 1,
      metrics: ['sessions'],
      dimensions: [{ name: 'date', grain: 'week' }],
      time: { relative: { unit: 'day', last: 28 } },
      filter: { field: 'channel_group', op: 'eq', value: 'Paid Search' },
      compare: { to: 'previous_period' },
    });
  });

  it.each([
    [null, [{ by: 'sessions', dir: 'desc' }]],
    ['transactions', [{ by: 'transactions', dir: 'asc' }]],
    ['-transactions', [{ by: 'transactions', dir: 'desc' }]],
    ['-unknown', [{ by: 'sessions', dir: 'desc' }]],
    ['channel_group', [{ by: 'channel_group', dir: 'asc' }]],
  ])('a table sorted by %s', (sort, order) => {
    const plan = tablePlan({ ...defaults, sort, compare: 'none' }, ['sessions', 'transactions'], 10);
    expect(plan.order).toEqual(order);
    expect(plan).toMatchObject({ dimensions: [{ name: 'channel_group' }], limit: 10 });
    expect(plan).not.toHaveProperty('compare');
  });

  it('has the metrics that the model knows', () => {
    expect(tableMetrics('item_name', model)).toEqual([
      'item_revenue',
      'items_purchased',
      'item_views',
      'add_to_carts',
    ]);
    expect(tableMetrics('nothing_of_ours', model)[0]).toBe('sessions');
    expect(tableMetrics('channel_group', { ...model, metrics: model.metrics.slice(-1) })).toEqual(['orders']);
    expect(tableMetrics('channel_group', { ...model, metrics: [] })).toEqual([]);
  });

  it.each([
    ['7d', 'day'],
    ['28d', 'day'],
    ['90d', 'week'],
    ['12mo', 'month'],
    ['all', 'month'],
    ['2026-01-01..2026-03-03', 'day'],
    ['2026-01-01..2026-03-04', 'week'],
    ['2026-01-01..2026-12-31', 'month'],
  ])('the grain of %s is %s', (period, grain) => {
    expect(usualGrain(period)).toBe(grain);
  });

  it('names periods', () => {
    const days = (from: string, to: string): string => `${from} to ${to}`;
    expect(periodLabel('28d', days)).toBe('Last 28 days');
    expect(periodLabel('2026-10-01..2026-10-31', days)).toBe('2026-10-01 to 2026-10-31');
    expect(rangeOf('28d')).toBeNull();
  });

  it('has one key for a preset, and no key twice', () => {
    const keys = presets.flatMap((preset) => (preset.key === null ? [] : [preset.key]));
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).not.toContain('c');
    expect(keys).not.toContain('x');
  });
});

describe('the address of Explore', () => {
  it('holds the days, filters and comparison of the view', () => {
    expect(exploreSearch(defaults, { metrics: ['sessions'] })).toEqual({
      metric: ['sessions'],
      compare: 'previous_period',
    });
    const view: View = {
      ...defaults,
      period: '90d',
      compare: 'none',
      filters: [{ field: 'country', op: 'in', values: ['US', 'a,b'] }],
    };
    expect(exploreSearch(view, { metrics: ['sessions', 'views'], by: ['date'], grain: 'week' })).toEqual({
      metric: ['sessions', 'views'],
      by: ['date'],
      grain: 'week',
      period: '90d',
      f: ['country:in:US,a\\,b'],
    });
    expect(
      exploreSearch({ ...view, period: 'all', compare: 'previous_year' }, { metrics: ['a'] }).compare,
    ).toBeUndefined();
  });

  it('of a point holds its own days, as far as they were asked for', () => {
    expect(exploreSearch(defaults, { metrics: ['a'], period: '2026-11-02..2026-11-02' })).toEqual({
      metric: ['a'],
      period: '2026-11-02..2026-11-02',
    });
    expect(pointPeriod('2026-11-02', 'day', null, null)).toBe('2026-11-02..2026-11-02');
    expect(pointPeriod('2026-11-02', 'week', '2026-11-04', '2026-11-30')).toBe('2026-11-04..2026-11-08');
    expect(pointPeriod('2026-11-02', 'week', null, '2026-11-06')).toBe('2026-11-02..2026-11-06');
    expect(pointPeriod('2026-02-01', 'month', '2026-01-01', '2026-12-31')).toBe('2026-02-01..2026-02-28');
  });
});
