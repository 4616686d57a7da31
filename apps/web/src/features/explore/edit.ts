import type { Calc, Compare, Cond, Dim, Having, Order, Plan, Scalar, Time } from '@truffle/types/api';
import type { Op } from '@/lib/contract';
import type { FieldCond } from '@/lib/plan/conds';

/*
 * A chip's change makes a new plan. Nothing here changes what it is given, and nothing else of the plan changes than what
 * hangs on the changed part: an order by a metric that went goes with it, and one by a metric that was swapped follows.
 */

export type Assumed = NonNullable<Plan['assumed']>[number];
export type DimGrain = NonNullable<Dim['grain']>;

/** A person said it now, so it is no longer assumed. */
function said(plan: Plan, ...what: Assumed[]): Plan {
  if (!plan.assumed?.some((one) => what.includes(one))) return plan;
  return { ...plan, assumed: plan.assumed.filter((one) => !what.includes(one)) };
}

const orNull = <T>(list: T[]): T[] | null => (list.length === 0 ? null : list);

/* --- metrics --- */

export function addMetric(plan: Plan, name: string): Plan {
  if (plan.metrics.includes(name)) return plan;
  return said({ ...plan, metrics: [...plan.metrics, name] }, 'metric');
}

/** The last metric stays: a plan without one asks for nothing. */
export function removeMetric(plan: Plan, name: string): Plan {
  if (!plan.metrics.includes(name) || plan.metrics.length < 2) return plan;
  const metrics = plan.metrics.filter((one) => one !== name);
  return said({ ...withoutMetric(plan, name), metrics }, 'metric');
}

export function swapMetric(plan: Plan, from: string, to: string): Plan {
  if (from === to || !plan.metrics.includes(from)) return plan;
  if (plan.metrics.includes(to)) return removeMetric(plan, from);
  const metrics = plan.metrics.map((one) => (one === from ? to : one));
  return said({ ...renamedMetric(plan, from, to), metrics }, 'metric');
}

function withoutMetric(plan: Plan, name: string): Plan {
  const next = { ...plan };
  if (plan.order) next.order = orNull(plan.order.filter((one) => one.by !== name));
  if (plan.calc) next.calc = orNull(plan.calc.filter((one) => one.metric !== name));
  if (plan.top?.by === name) next.top = null;
  if (plan.having) next.having = keptHaving(plan.having, (leaf) => leaf.metric !== name);
  return next;
}

function renamedMetric(plan: Plan, from: string, to: string): Plan {
  const rename = (name: string): string => (name === from ? to : name);
  const next = { ...plan };
  if (plan.order) next.order = plan.order.map((one): Order => ({ ...one, by: rename(one.by) }));
  if (plan.calc) next.calc = plan.calc.map((one): Calc => ({ ...one, metric: rename(one.metric) }));
  if (plan.top) next.top = { ...plan.top, by: rename(plan.top.by) };
  /* A threshold of one metric says nothing about another. */
  if (plan.having) next.having = keptHaving(plan.having, (leaf) => leaf.metric !== from);
  return next;
}

type HavingLeaf = Extract<Having, { metric: string }>;

function keptHaving(having: Having, keep: (leaf: HavingLeaf) => boolean): Having | null {
  if ('metric' in having) return keep(having) ? having : null;
  const all = 'all' in having;
  const list = (all ? having.all : having.any).flatMap((one) => keptHaving(one, keep) ?? []);
  const [only] = list;
  if (!only) return null;
  if (list.length === 1) return only;
  return all ? { all: list } : { any: list };
}

/* --- breakdowns --- */

export function dimsOf(plan: Plan): Dim[] {
  return plan.dimensions ?? [];
}

/** A date is by day until a grain is chosen; each dimension stands once. */
export function addDim(plan: Plan, name: string, grain: DimGrain | null = null): Plan {
  if (dimsOf(plan).some((one) => one.name === name)) return plan;
  return { ...plan, dimensions: [...dimsOf(plan), grain === null ? { name } : { name, grain }] };
}

export function removeDim(plan: Plan, name: string): Plan {
  if (!dimsOf(plan).some((one) => one.name === name)) return plan;
  const next: Plan = { ...plan, dimensions: orNull(dimsOf(plan).filter((one) => one.name !== name)) };
  if (plan.order) next.order = orNull(plan.order.filter((one) => one.by !== name));
  if (plan.top?.per.includes(name)) {
    const per = plan.top.per.filter((one) => one !== name);
    next.top = per.length === 0 ? null : { ...plan.top, per };
  }
  if (plan.calc) next.calc = plan.calc.map((one) => calcWithout(one, name));
  return said(next, 'grain');
}

function calcWithout(calc: Calc, name: string): Calc {
  if (!calc.within?.includes(name)) return calc;
  return { ...calc, within: orNull(calc.within.filter((one) => one !== name)) };
}

export function swapDim(plan: Plan, from: string, to: string, grain: DimGrain | null = null): Plan {
  if (from === to || !dimsOf(plan).some((one) => one.name === from)) return plan;
  if (dimsOf(plan).some((one) => one.name === to)) return removeDim(plan, from);
  const rename = (name: string): string => (name === from ? to : name);
  const next: Plan = {
    ...plan,
    dimensions: dimsOf(plan).map((one): Dim =>
      one.name === from ? (grain === null ? { name: to } : { name: to, grain }) : one,
    ),
  };
  if (plan.order) next.order = plan.order.map((one): Order => ({ ...one, by: rename(one.by) }));
  if (plan.top) next.top = { ...plan.top, per: plan.top.per.map(rename) };
  if (plan.calc)
    next.calc = plan.calc.map((one): Calc => (one.within ? { ...one, within: one.within.map(rename) } : one));
  return said(next, 'grain');
}

export function setGrain(plan: Plan, name: string, grain: DimGrain): Plan {
  const dimensions = dimsOf(plan).map((one): Dim => (one.name === name ? { ...one, grain } : one));
  return said({ ...plan, dimensions }, 'grain');
}

/* --- filters: what must all hold --- */

export function filtersOf(plan: Plan): Cond[] {
  if (!plan.filter) return [];
  return 'all' in plan.filter ? plan.filter.all : [plan.filter];
}

function withFilters(plan: Plan, conds: Cond[]): Plan {
  const [only] = conds;
  const filter: Cond | null = !only ? null : conds.length === 1 ? only : { all: conds };
  return said({ ...plan, filter }, 'value', 'scope');
}

export function addFilter(plan: Plan, cond: Cond): Plan {
  const text = JSON.stringify(cond);
  if (filtersOf(plan).some((one) => JSON.stringify(one) === text)) return plan;
  return withFilters(plan, [...filtersOf(plan), cond]);
}

export function replaceFilter(plan: Plan, at: number, cond: Cond): Plan {
  return withFilters(
    plan,
    filtersOf(plan).map((one, index) => (index === at ? cond : one)),
  );
}

export function removeFilter(plan: Plan, at: number): Plan {
  return withFilters(
    plan,
    filtersOf(plan).filter((_, index) => index !== at),
  );
}

/** The values of a condition on a field as texts, whichever way it holds them. */
export function valuesOf(cond: FieldCond): string[] {
  const values: readonly Scalar[] =
    cond.values ?? (cond.value === null || cond.value === undefined ? [] : [cond.value]);
  return values.map(String);
}

/* --- time, comparison --- */

/** Other days; which weekdays and hours of them count stays. */
export function setTime(plan: Plan, time: Time): Plan {
  const next: Time = { ...time };
  if (plan.time?.days_of_week) next.days_of_week = plan.time.days_of_week;
  if (plan.time?.hours) next.hours = plan.time.hours;
  const changed = said({ ...plan, time: next }, 'time');
  return time.all === true && plan.compare ? setCompare(changed, null) : changed;
}

export function clearClock(plan: Plan, what: 'days_of_week' | 'hours'): Plan {
  return plan.time ? { ...plan, time: { ...plan.time, [what]: null } } : plan;
}

export function setCompare(plan: Plan, compare: Compare | null): Plan {
  const next = said({ ...plan, compare }, 'compare');
  if (compare) return next;
  /* Without a comparison there is no change to order by or to ask a threshold of. */
  const level = (what: string | null | undefined): boolean => what !== 'change' && what !== 'change_pct';
  if (plan.order) next.order = orNull(plan.order.filter((one) => level(one.value)));
  if (plan.having) next.having = keptHaving(plan.having, (leaf) => level(leaf.of));
  return next;
}

/* --- order and limit --- */

export function setOrder(plan: Plan, order: Order | null, limit: number | null): Plan {
  const next: Plan = { ...plan, order: order ? [order] : null, limit };
  return said(next, 'order', 'limit');
}

/* --- parts that can only go --- */

export function removeHaving(plan: Plan): Plan {
  return { ...plan, having: null };
}

export function removeTop(plan: Plan): Plan {
  return { ...plan, top: null };
}

export function removeCalc(plan: Plan, at: number): Plan {
  const gone = plan.calc?.[at];
  if (!plan.calc || !gone) return plan;
  const next: Plan = { ...plan, calc: orNull(plan.calc.filter((_, index) => index !== at)) };
  if (gone.type === 'share' && plan.order)
    next.order = orNull(plan.order.filter((one) => one.value !== 'share' || one.by !== gone.metric));
  return next;
}

export function conditionOf(field: string, op: Op, values: Scalar[]): FieldCond {
  if (op === 'is_null' || op === 'not_null') return { field, op };
  if (op === 'in' || op === 'not_in' || op === 'between') return { field, op, values };
  return { field, op, value: values[0] ?? '' };
}
