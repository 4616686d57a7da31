import type { Compare, Cond, Model, Plan, Time } from '@truffle/types/api';
import { condOf, isName, readFilter, writeFilter, type Filter } from '@/lib/plan/filters';
import { compareOf, comparisons, presets, rangeOf, timeOf, usualGrain, type Grain } from '@/lib/plan/time';
import { dimsOf, filtersOf, valuesOf } from './edit';

/* A link to a figure: the keys of the address become a plan, and a plan that they can say becomes the keys again. */

export interface ExploreSearch {
  metric?: string[];
  by?: string[];
  grain?: string;
  period?: string;
  compare?: string;
  f?: string[];
  chart?: string;
  turn?: string;
  saved?: string;
}

export interface ReadPlan {
  /** Null when the address asks for nothing. */
  plan: Plan | null;
  /** What didn't parse, as sentences. */
  ignored: string[];
}

const grains: readonly Grain[] = ['day', 'week', 'month'];

/** The plan that the address asks for; the model says which values are numbers. */
export function planOfSearch(search: ExploreSearch, model?: Model): ReadPlan {
  const ignored: string[] = [];
  const names = (texts: string[] | undefined, what: string): string[] =>
    (texts ?? []).filter((text) => {
      if (isName(text)) return true;
      ignored.push(`The ${what} “${text}” isn't known; it is left out.`);
      return false;
    });
  const metrics = names(search.metric, 'metric');
  const by = names(search.by, 'breakdown');
  const grain = grains.find((one) => one === search.grain) ?? null;
  if (search.grain !== undefined && grain === null) ignored.push(`The grain “${search.grain}” isn't known.`);
  if (metrics.length === 0) return { plan: null, ignored };
  const period = known(search.period, presets, '28d', 'period', ignored);
  const compare = compareOf({
    period,
    compare: known(search.compare, comparisons, 'none', 'comparison', ignored),
  });
  const filter = filterOf(search.f ?? [], model, ignored);
  const dims = grain !== null && !by.includes('date') && by.length === 0 ? ['date'] : by;
  const plan: Plan = {
    version: 1,
    metrics: [...new Set(metrics)],
    dimensions: [...new Set(dims)].map((name) =>
      name === 'date' ? { name, grain: grain ?? usualGrain(period) } : { name },
    ),
    time: timeOf(period),
    ...(filter ? { filter } : {}),
    ...(compare ? { compare } : {}),
  };
  return { plan, ignored };
}

function known(
  text: string | undefined,
  words: readonly { value: string }[],
  usual: string,
  what: string,
  ignored: string[],
): string {
  if (text === undefined) return usual;
  if (rangeOf(text) || words.some((one) => one.value === text)) return text;
  ignored.push(`The ${what} “${text}” isn't known; the usual one is shown.`);
  return usual;
}

function filterOf(texts: string[], model: Model | undefined, ignored: string[]): Cond | null {
  const conds = texts.flatMap((text) => {
    const filter = readFilter(text);
    if (!filter) ignored.push(`The filter “${text}” isn't known; it is left out.`);
    return filter ? [condOf(filter, model)] : [];
  });
  const [only] = conds;
  if (!only) return null;
  return conds.length === 1 ? only : { all: conds };
}

/* --- back --- */

const isSet = (value: unknown): boolean =>
  value !== null && value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);

/** The word of the address for these days, or null when it has none. */
export function periodOf(time: Time | null | undefined): string | null {
  if (!time) return 'all';
  if (isSet(time.days_of_week) || isSet(time.hours)) return null;
  if (time.from && time.to) return rangeOf(`${time.from}..${time.to}`) ? `${time.from}..${time.to}` : null;
  if (time.all === true) return 'all';
  const key = relativeKey(time);
  return presets.find((preset) => key !== null && relativeKey(preset.time) === key)?.value ?? null;
}

function relativeKey({ relative }: Time): string | null {
  if (!relative) return null;
  const { unit, last, shift, to_date } = relative;
  /* With a number of whole units no shift is meant; one whole unit is the one before. */
  if (last) return last === 1 && unit !== 'day' ? `${unit} -1` : `${unit} last ${last}`;
  return to_date === true ? `${unit} to date` : `${unit} ${shift ?? 0}`;
}

export function compareWord(compare: Compare | null | undefined): string {
  if (!compare) return 'none';
  return 'to' in compare ? compare.to : `${compare.from}..${compare.until}`;
}

function filterTexts(conds: Cond[]): string[] | null {
  const texts: string[] = [];
  for (const cond of conds) {
    if (!('field' in cond)) return null;
    const filter: Filter = { field: cond.field, op: cond.op, values: valuesOf(cond) };
    const text = writeFilter(filter);
    if (!readFilter(text)) return null;
    texts.push(text);
  }
  return texts;
}

/** The keys that ask for this plan, or null when they can't say it. */
export function searchOfPlan(plan: Plan): ExploreSearch | null {
  const dims = dimsOf(plan);
  const date = dims.find((one) => one.name === 'date');
  const other = [
    plan.funnel,
    plan.retention,
    plan.path,
    plan.having,
    plan.order,
    plan.top,
    plan.calc,
    plan.limit,
  ];
  if (plan.metrics.length === 0 || [...other, plan.offset === 0 ? null : plan.offset].some(isSet))
    return null;
  if (dims.some((one) => one !== date && isSet(one.grain))) return null;
  const grain = grains.find((one) => one === date?.grain);
  if (date && !grain) return null;
  const period = periodOf(plan.time);
  const f = filterTexts(filtersOf(plan));
  if (period === null || f === null || plan.time?.relative?.last === 1) return null;
  const compare = compareWord(plan.compare);
  return {
    metric: plan.metrics,
    ...(dims.length > 0 ? { by: dims.map((one) => one.name) } : {}),
    ...(grain ? { grain } : {}),
    ...(period === '28d' ? {} : { period }),
    ...(compare === 'none' ? {} : { compare }),
    ...(f.length > 0 ? { f } : {}),
  };
}
