import type { Cond, Plan } from '@truffle/types/api';
import { describe, expect, it } from 'vitest';
import { addAt, condAt, eventCond, eventOf, flipAt, removeAt, replaceAt, withDid, withEvent } from './conds';
import {
  addStep,
  moveStep,
  removeStep,
  setFunnelOf,
  setPath,
  setPathField,
  setRetention,
  setStepEvent,
} from './shapes';

const us: Cond = { field: 'country', op: 'eq', value: 'US' };
const mobile: Cond = { field: 'device_category', op: 'eq', value: 'mobile' };
const bought: Extract<Cond, { did: unknown }> = { did: { event: 'purchase', times: 2 } };
const email: Cond = { field: 'medium', op: 'eq', value: 'email' };
const nested: Cond = { any: [us, { all: [mobile, { not: bought }] }] };

describe('a condition within conditions', () => {
  it('is found by its place', () => {
    expect(condAt(nested, [])).toBe(nested);
    expect(condAt(nested, [1, 1, 0])).toBe(bought);
    expect(condAt(nested, [1, 4])).toBeUndefined();
    expect(condAt(nested, [0, 0])).toBeUndefined();
  });

  it('is replaced there alone', () => {
    const before = structuredClone(nested);
    expect(replaceAt(nested, [1, 0], email)).toEqual({ any: [us, { all: [email, { not: bought }] }] });
    expect(replaceAt(nested, [1, 1, 0], email)).toEqual({ any: [us, { all: [mobile, { not: email }] }] });
    expect(replaceAt(us, [], email)).toEqual(email);
    expect(nested).toEqual(before);
  });

  it('goes, and so does the group that it leaves with one', () => {
    expect(removeAt(nested, [1, 1, 0])).toEqual({ any: [us, mobile] });
    expect(removeAt(nested, [0])).toEqual({ all: [mobile, { not: bought }] });
    expect(removeAt({ not: us }, [0])).toBeNull();
    expect(removeAt(us, [])).toBeNull();
  });

  it('has "and" for "or", and the other way', () => {
    expect(flipAt(nested, [])).toEqual({ all: [us, { all: [mobile, { not: bought }] }] });
    expect(flipAt(nested, [1])).toEqual({ any: [us, { any: [mobile, { not: bought }] }] });
    expect(flipAt(flipAt(nested, [1]), [1])).toEqual(nested);
    expect(flipAt(us, [])).toEqual(us);
  });

  it('gets another beside it', () => {
    expect(addAt(nested, [], email)).toEqual({ any: [us, { all: [mobile, { not: bought }] }, email] });
    expect(addAt(nested, [1], email)).toEqual({ any: [us, { all: [mobile, { not: bought }, email] }] });
    expect(addAt(nested, [0], email)).toEqual({
      any: [{ all: [us, email] }, { all: [mobile, { not: bought }] }],
    });
  });

  it('is of an event', () => {
    const bags: Cond = {
      all: [eventCond('add_to_cart'), { field: 'item_category', op: 'eq', value: 'Bags' }],
    };
    expect(eventOf(bags)).toBe('add_to_cart');
    expect(eventOf({ field: 'event_name', op: 'in', values: ['first_visit', 'first_open'] })).toBeNull();
    expect(eventOf(us)).toBeNull();
    expect(eventOf(null)).toBeNull();
    expect(withEvent(bags, 'purchase')).toEqual({
      all: [eventCond('purchase'), { field: 'item_category', op: 'eq', value: 'Bags' }],
    });
    expect(withEvent(us, 'purchase')).toEqual(eventCond('purchase'));
    expect(withDid(bought, 'view_item', 1)).toEqual({ did: { event: 'view_item', times: null } });
  });
});

const time = { relative: { unit: 'month', shift: -1 } } as const;
const funnel: Plan = {
  version: 1,
  metrics: [],
  time,
  funnel: {
    scope: 'session',
    steps: [
      { filter: eventCond('view_item') },
      { label: 'Cart', filter: eventCond('add_to_cart') },
      { filter: eventCond('purchase') },
    ],
  },
};
const events = (plan: Plan): unknown[] | undefined =>
  plan.funnel?.steps.map((step) => step.label ?? eventOf(step.filter));

describe('a funnel', () => {
  it('gets steps, loses them, and has them in another order', () => {
    expect(events(addStep(funnel, 'begin_checkout'))).toEqual([
      'view_item',
      'Cart',
      'purchase',
      'begin_checkout',
    ]);
    expect(events(moveStep(funnel, 0, 2))).toEqual(['Cart', 'purchase', 'view_item']);
    expect(events(moveStep(funnel, 2, 1))).toEqual(['view_item', 'purchase', 'Cart']);
    expect(moveStep(funnel, 2, 3)).toBe(funnel);
    expect(moveStep(funnel, 1, 1)).toBe(funnel);
    expect(events(removeStep(funnel, 0))).toEqual(['Cart', 'purchase']);
    const two = removeStep(funnel, 0);
    expect(removeStep(two, 0)).toBe(two);
    expect(events(funnel)).toEqual(['view_item', 'Cart', 'purchase']);
  });

  it('has ten steps at most', () => {
    let plan = funnel;
    for (let i = 0; i < 12; i++) plan = addStep(plan, 'page_view');
    expect(plan.funnel?.steps).toHaveLength(10);
    expect(addStep(plan, 'page_view')).toBe(plan);
  });

  it('has another event at a step: its label goes', () => {
    expect(events(setStepEvent(funnel, 1, 'begin_checkout'))).toEqual([
      'view_item',
      'begin_checkout',
      'purchase',
    ]);
  });

  it('is of users, within days', () => {
    const scoped = setFunnelOf({ ...funnel, assumed: ['scope', 'time'] }, 'user', 7, false);
    expect(scoped.funnel).toMatchObject({ scope: 'user', within_days: 7, ordered: false });
    expect(scoped.assumed).toEqual(['time']);
  });

  it('is no other shape', () => {
    const table: Plan = { version: 1, metrics: ['sessions'], time };
    expect(addStep(table, 'purchase')).toBe(table);
    expect(setFunnelOf(table, 'user', null, true)).toBe(table);
    expect(setRetention(table, { periods: 3 })).toBe(table);
    expect(setPath(table, { steps: 3 })).toBe(table);
    expect(setPathField(table, 'page_title')).toBe(table);
  });
});

it('a retention has another unit', () => {
  const plan: Plan = {
    version: 1,
    metrics: [],
    time,
    retention: { cohort: eventCond('first_visit'), grain: 'week', periods: 8 },
  };
  expect(setRetention(plan, { grain: 'month', periods: 6 }).retention).toEqual({
    cohort: eventCond('first_visit'),
    grain: 'month',
    periods: 6,
  });
});

it('a path has another end, and keeps of its ends what still makes sense by another field', () => {
  const home: Cond = { field: 'page_path', op: 'eq', value: '/' };
  const plan: Plan = {
    version: 1,
    metrics: [],
    time,
    path: { field: 'page_path', start: home, end: eventCond('purchase'), steps: 3, scope: 'session' },
  };
  expect(setPath(plan, { start: eventCond('view_item') }).path?.start).toEqual(eventCond('view_item'));
  expect(setPathField(plan, 'event_name').path).toMatchObject({
    field: 'event_name',
    start: null,
    end: eventCond('purchase'),
  });
  expect(setPathField(plan, 'page_path')).toBe(plan);
});
