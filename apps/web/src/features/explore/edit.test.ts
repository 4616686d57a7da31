import type { Plan } from '@truffle/types/api';
import { describe, expect, it } from 'vitest';
import {
  addDim,
  addFilter,
  addMetric,
  clearClock,
  conditionOf,
  filtersOf,
  removeCalc,
  removeDim,
  removeFilter,
  removeHaving,
  removeMetric,
  removeTop,
  replaceFilter,
  setCompare,
  setGrain,
  setOrder,
  setTime,
  swapDim,
  swapMetric,
} from './edit';
import { removeStep } from '@/lib/plan/shapes';

/* A plan with everything in it, as the server writes it: what isn't said is null. */
const full: Plan = {
  version: 1,
  model: null,
  shape: null,
  metrics: ['sessions', 'purchase_revenue'],
  dimensions: [
    { name: 'channel_group', grain: null },
    { name: 'date', grain: 'week' },
  ],
  filter: {
    all: [
      { field: 'country', op: 'in', values: ['Germany', 'France'] },
      { any: [{ field: 'browser', op: 'eq', value: 'Chrome' }, { did: { event: 'purchase' } }] },
    ],
  },
  having: {
    all: [
      { metric: 'sessions', op: 'gt', value: 10 },
      { metric: 'purchase_revenue', op: 'gt', value: 0, of: 'change' },
    ],
  },
  time: { relative: { unit: 'day', last: 28, shift: 0, to_date: false }, days_of_week: [6, 7], all: false },
  compare: { to: 'previous_period' },
  order: [
    { by: 'purchase_revenue', dir: 'desc', value: 'change' },
    { by: 'channel_group', dir: 'asc' },
  ],
  limit: 50,
  offset: 0,
  top: { n: 3, per: ['channel_group'], by: 'sessions' },
  calc: [
    { type: 'share', metric: 'sessions', within: ['channel_group'] },
    { type: 'moving_average', metric: 'purchase_revenue', window: 7 },
  ],
  funnel: null,
  assumed: ['time', 'metric', 'grain', 'order', 'limit', 'scope', 'value', 'compare'],
};

const keys = Object.keys(full);

/** The parts of the plan that a change touched. */
function touched(after: Plan): string[] {
  const all = new Set([...keys, ...Object.keys(after)]);
  return [...all].filter(
    (key) => JSON.stringify(Reflect.get(full, key)) !== JSON.stringify(Reflect.get(after, key)),
  );
}

describe('nothing else of the plan changes', () => {
  const before = JSON.stringify(full);
  it.each<[string, Plan, string[]]>([
    ['addMetric', addMetric(full, 'transactions'), ['metrics', 'assumed']],
    ['removeMetric', removeMetric(full, 'sessions'), ['metrics', 'having', 'top', 'calc', 'assumed']],
    [
      'swapMetric',
      swapMetric(full, 'sessions', 'transactions'),
      ['metrics', 'having', 'top', 'calc', 'assumed'],
    ],
    ['addDim', addDim(full, 'country'), ['dimensions']],
    ['removeDim', removeDim(full, 'channel_group'), ['dimensions', 'order', 'top', 'calc', 'assumed']],
    ['swapDim', swapDim(full, 'channel_group', 'source'), ['dimensions', 'order', 'top', 'calc', 'assumed']],
    ['setGrain', setGrain(full, 'date', 'month'), ['dimensions', 'assumed']],
    ['addFilter', addFilter(full, conditionOf('city', 'eq', ['Berlin'])), ['filter', 'assumed']],
    ['replaceFilter', replaceFilter(full, 0, conditionOf('country', 'ne', ['Italy'])), ['filter', 'assumed']],
    ['removeFilter', removeFilter(full, 1), ['filter', 'assumed']],
    ['setTime', setTime(full, { relative: { unit: 'month', shift: -1 } }), ['time', 'assumed']],
    ['clearClock', clearClock(full, 'days_of_week'), ['time']],
    ['setCompare', setCompare(full, { to: 'previous_year' }), ['compare', 'assumed']],
    ['no comparison', setCompare(full, null), ['having', 'compare', 'order', 'assumed']],
    ['setOrder', setOrder(full, { by: 'sessions', dir: 'asc' }, 5), ['order', 'limit', 'assumed']],
    ['removeHaving', removeHaving(full), ['having']],
    ['removeTop', removeTop(full), ['top']],
    ['removeCalc', removeCalc(full, 1), ['calc']],
  ])('%s', (_, after, parts) => {
    expect(touched(after)).toEqual(keys.filter((key) => parts.includes(key)));
    expect(JSON.stringify(full)).toBe(before);
  });
});

describe('metrics', () => {
  it('take their order, share, ranking and threshold along', () => {
    const after = removeMetric(full, 'purchase_revenue');
    expect(after.metrics).toEqual(['sessions']);
    expect(after.order).toEqual([{ by: 'channel_group', dir: 'asc' }]);
    expect(after.calc).toEqual([{ type: 'share', metric: 'sessions', within: ['channel_group'] }]);
    expect(after.having).toEqual({ metric: 'sessions', op: 'gt', value: 10 });
    expect(after.top).toEqual(full.top);
  });

  it('that are swapped keep their place, and what is ordered by them follows', () => {
    const after = swapMetric(full, 'purchase_revenue', 'transactions');
    expect(after.metrics).toEqual(['sessions', 'transactions']);
    expect(after.order?.[0]).toEqual({ by: 'transactions', dir: 'desc', value: 'change' });
    expect(after.calc?.[1]?.metric).toBe('transactions');
    expect(after.having).toEqual({ metric: 'sessions', op: 'gt', value: 10 });
  });

  it('stand once, and the last one stays', () => {
    expect(addMetric(full, 'sessions')).toBe(full);
    expect(swapMetric(full, 'sessions', 'purchase_revenue').metrics).toEqual(['purchase_revenue']);
    const one: Plan = { version: 1, metrics: ['sessions'] };
    expect(removeMetric(one, 'sessions')).toBe(one);
    expect(removeMetric(full, 'nothing')).toBe(full);
  });

  it('are no longer assumed once chosen', () => {
    expect(addMetric(full, 'views').assumed).not.toContain('metric');
    expect(addMetric({ version: 1, metrics: [] }, 'views')).toEqual({ version: 1, metrics: ['views'] });
  });
});

describe('breakdowns', () => {
  it('come with their grain, and stand once', () => {
    const none: Plan = { version: 1, metrics: ['sessions'] };
    expect(addDim(none, 'date', 'day').dimensions).toEqual([{ name: 'date', grain: 'day' }]);
    expect(addDim(none, 'country').dimensions).toEqual([{ name: 'country' }]);
    expect(addDim(full, 'date', 'day')).toBe(full);
    expect(setGrain(full, 'date', 'quarter').dimensions?.[1]).toEqual({ name: 'date', grain: 'quarter' });
  });

  it('that go leave nothing behind that names them', () => {
    const after = removeDim(full, 'channel_group');
    expect(JSON.stringify(after)).not.toContain('channel_group');
    expect(after.calc?.[0]).toEqual({ type: 'share', metric: 'sessions', within: null });
    expect(removeDim({ version: 1, metrics: ['a'], dimensions: [{ name: 'b' }] }, 'b').dimensions).toBeNull();
  });

  it('that are swapped keep their place', () => {
    const after = swapDim(full, 'channel_group', 'source');
    expect(after.dimensions?.map((one) => one.name)).toEqual(['source', 'date']);
    expect(after.top?.per).toEqual(['source']);
    expect(after.calc?.[0]?.within).toEqual(['source']);
    expect(swapDim(full, 'channel_group', 'date').dimensions).toEqual([{ name: 'date', grain: 'week' }]);
  });
});

describe('filters', () => {
  it('are what must all hold, in one list', () => {
    expect(filtersOf({ version: 1, metrics: [] })).toEqual([]);
    expect(filtersOf({ version: 1, metrics: [], filter: conditionOf('a', 'eq', [1]) })).toHaveLength(1);
    expect(filtersOf(full)).toHaveLength(2);
  });

  it('shrink to one, and to none', () => {
    const one = removeFilter(full, 1);
    expect(one.filter).toEqual({ field: 'country', op: 'in', values: ['Germany', 'France'] });
    expect(removeFilter(one, 0).filter).toBeNull();
  });

  it('keep a nested condition as it is', () => {
    const after = addFilter(full, conditionOf('city', 'contains', ['Ber']));
    expect(filtersOf(after)[1]).toBe(filtersOf(full)[1]);
    expect(filtersOf(after)[2]).toEqual({ field: 'city', op: 'contains', value: 'Ber' });
    expect(addFilter(after, conditionOf('city', 'contains', ['Ber']))).toBe(after);
  });

  it('hold their values as their operator wants them', () => {
    expect(conditionOf('a', 'is_null', ['x'])).toEqual({ field: 'a', op: 'is_null' });
    expect(conditionOf('a', 'between', [1, 2])).toEqual({ field: 'a', op: 'between', values: [1, 2] });
    expect(conditionOf('a', 'gt', [1])).toEqual({ field: 'a', op: 'gt', value: 1 });
  });
});

describe('time and comparison', () => {
  it('keep weekdays and hours when the days change', () => {
    expect(setTime(full, { from: '2026-10-01', to: '2026-10-31' }).time).toEqual({
      from: '2026-10-01',
      to: '2026-10-31',
      days_of_week: [6, 7],
    });
    expect(clearClock(full, 'days_of_week').time?.days_of_week).toBeNull();
  });

  it('all time has nothing before it', () => {
    const after = setTime(full, { all: true });
    expect(after.compare).toBeNull();
    expect(after.order).toEqual([{ by: 'channel_group', dir: 'asc' }]);
  });

  it('without a comparison nothing asks for a change', () => {
    const after = setCompare(full, null);
    expect(after.order).toEqual([{ by: 'channel_group', dir: 'asc' }]);
    expect(after.having).toEqual({ metric: 'sessions', op: 'gt', value: 10 });
  });
});

it('a funnel keeps two steps', () => {
  const step = (value: string) => ({ filter: conditionOf('event_name', 'eq', [value]) });
  const funnel: Plan = { version: 1, metrics: [], funnel: { steps: ['a', 'b', 'c'].map(step) } };
  const two = removeStep(funnel, 1);
  expect(two.funnel?.steps).toEqual([step('a'), step('c')]);
  expect(removeStep(two, 0)).toBe(two);
});

it('a share that goes takes the order by it along', () => {
  const after = removeCalc({ ...full, order: [{ by: 'sessions', value: 'share' }] }, 0);
  expect(after.order).toBeNull();
  expect(after.calc).toEqual([{ type: 'moving_average', metric: 'purchase_revenue', window: 7 }]);
});
