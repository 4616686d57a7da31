import type { Cond } from '@truffle/types/api';
import { describe, expect, it } from 'vitest';
import { ApiError } from '@/lib/api';
import { model } from '@/test/fixtures';
import { complete } from './model';
import { problemsOf } from './problems';
import { opsFor, withOp } from './rules/ops';
import { newAttribute, newDid, newGroup, newMetric } from './rules/starts';
import { addWhere, whereFrom, whereList } from './rules/where';
import { templatesFor } from './templates';
import { words } from './words';

describe('rules in words', () => {
  it.each<[Cond, string]>([
    [{ did: { event: 'purchase' } }, 'did purchase'],
    [
      { did: { event: 'add_to_cart', times: 2, time: { relative: { unit: 'day', last: 7 } } } },
      'did add to cart at least 2 times in the last 7 days',
    ],
    [
      { not: { did: { event: 'purchase', time: { from: '2026-10-01', to: '2026-10-31' } } } },
      "didn't do purchase from 1 Oct 2026 to 31 Oct 2026",
    ],
    [
      { did: { event: 'purchase', where: { field: 'item_category', op: 'eq', value: 'Bags' } } },
      'did purchase where Product category is Bags',
    ],
    [
      { field: 'customer_country', op: 'in', values: ['US', 'CA', 'MX'] },
      'Customer country is one of US, CA or MX',
    ],
    [{ field: 'customer_country', op: 'is_null' }, 'Customer country is not set'],
    [
      { not: { field: 'customer_city', op: 'contains', value: 'ville' } },
      'not: Customer city contains ville',
    ],
    [{ field: 'age', op: 'between', values: [18, 25] }, 'Age is between 18 and 25'],
    [{ metric: 'customer_lifetime_value', op: 'gt', value: 500 }, 'Lifetime value is more than 500'],
    [{ not: { audience: 'aud_7', version: 3 } }, 'not in audience aud_7, version 3'],
    [
      {
        all: [
          { did: { event: 'purchase' } },
          { any: [{ did: { event: 'page_view' } }, { did: { event: 'view_item' } }] },
        ],
      },
      'did purchase and (did page view or did view item)',
    ],
    [{ not: { any: [{ did: { event: 'purchase' } }] } }, 'not (did purchase)'],
    [{ did: { event: '' } }, 'did …'],
  ])('%j', (node, expected) => {
    expect(words(node, model)).toBe(expected);
  });
});

describe('operators', () => {
  it.each([
    ['text', 'in', true],
    ['text', 'gt', false],
    ['integer', 'between', true],
    ['boolean', 'eq', true],
    ['boolean', 'contains', false],
  ] as const)('%s has %s: %s', (type, op, has) => {
    expect(opsFor(type).includes(op)).toBe(has);
  });

  it('takes the values along as far as they fit', () => {
    const one = { field: 'a', op: 'eq' as const, value: 'x' };
    expect(withOp(one, 'in')).toEqual({ field: 'a', op: 'in', values: ['x'] });
    expect(withOp({ field: 'a', op: 'in', values: ['x', 'y'] }, 'eq')).toEqual({
      field: 'a',
      op: 'eq',
      value: 'x',
    });
    expect(withOp(one, 'is_null')).toEqual({ field: 'a', op: 'is_null' });
    expect(withOp({ field: 'a', op: 'eq', value: 3 }, 'between')).toEqual({
      field: 'a',
      op: 'between',
      values: [3, ''],
    });
  });
});

describe('properties of an event', () => {
  const one: Cond = { field: 'country', op: 'eq', value: 'US' };

  it('are a flat list', () => {
    expect(whereList(null)).toEqual([]);
    expect(whereList(one)).toEqual([one]);
    expect(whereList({ all: [one, one] })).toHaveLength(2);
    expect(whereFrom([])).toBeNull();
    expect(whereFrom([one])).toBe(one);
    expect(whereFrom([one, one])).toEqual({ all: [one, one] });
  });

  it('are left as they are when they go deeper', () => {
    const deep: Cond = { any: [one, one] };
    expect(whereList(deep)).toBeNull();
    expect(addWhere(deep, model)).toBe(deep);
    expect(addWhere(null, model)).toEqual({ field: 'item_name', op: 'eq', value: '' });
  });
});

describe('beginnings', () => {
  it('use what the model has', () => {
    expect(newDid(model)).toMatchObject({ did: { event: 'purchase' } });
    expect(newDid({ ...model, events: ['x'] })).toMatchObject({ did: { event: 'x' } });
    expect(newAttribute(model)).toMatchObject({ field: 'customer_country' });
    expect(newMetric(model)).toMatchObject({ metric: 'customer_lifetime_value' });
    expect(newGroup(model)).toHaveProperty('any');
    expect(templatesFor(model).map((template) => template.name)).toEqual([
      'Lapsed buyers',
      'Repeat buyers',
      'Cart abandoners',
    ]);
    expect(templatesFor({ ...model, events: ['purchase'] })).toHaveLength(2);
    expect(templatesFor(undefined)).toEqual([]);
  });
});

describe('problems of rows', () => {
  it('puts what the server said at the row that it means', () => {
    const done = complete({
      all: [
        { field: 'a', op: 'eq', value: '' },
        { did: { event: 'purchase', where: { field: 'b', op: 'eq', value: 1 } } },
      ],
    });
    const error = new ApiError({
      status: 422,
      errors: [{ pointer: '/rules/all/0/did/where/field', detail: 'No such field.' }],
    });
    expect([...problemsOf(done, error)]).toEqual([
      ['0', 'Choose a value.'],
      ['1', 'No such field.'],
    ]);
    expect([...problemsOf(done, null)]).toEqual([['0', 'Choose a value.']]);
  });
});
