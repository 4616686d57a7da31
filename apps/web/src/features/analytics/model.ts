import type { Cond, Dim, Model, Order, Plan } from '@truffle/types/api';
import { condOf, isName, readFilter, writeFilter, type Filter } from '@/lib/plan/filters';
import { compareOf, comparisons, presets, rangeOf, timeOf, type Grain } from '@/lib/plan/time';

/* What is being looked at: the address becomes a view, a view becomes plans, and the view becomes the address again. */

export interface AnalyticsSearch {
  period?: string;
  compare?: string;
  f?: string[];
  metric?: string;
  by?: string;
  grain?: string;
  chart?: string;
  sort?: string;
}

export type ChartKind = 'line' | 'bar' | 'table';

export interface View {
  period: string;
  compare: string;
  filters: Filter[];
  metric: string | null;
  by: string;
  grain: Grain | null;
  chart: ChartKind;
  sort: string | null;
}

export const defaults: View = {
  period: '28d',
  compare: 'previous_period',
  filters: [],
  metric: null,
  by: 'channel_group',
  grain: null,
  chart: 'line',
  sort: null,
};

export const tabs = [
  {
    by: 'channel_group',
    label: 'Channels',
    metrics: ['sessions', 'active_users', 'transactions', 'conversion_rate', 'purchase_revenue'],
  },
  {
    by: 'campaign',
    label: 'Campaigns',
    metrics: ['sessions', 'active_users', 'transactions', 'conversion_rate', 'purchase_revenue'],
  },
  {
    by: 'landing_page',
    label: 'Landing pages',
    metrics: ['sessions', 'engagement_rate', 'transactions', 'conversion_rate', 'purchase_revenue'],
  },
  {
    by: 'item_name',
    label: 'Products',
    metrics: ['item_revenue', 'items_purchased', 'item_views', 'add_to_carts'],
  },
  {
    by: 'country',
    label: 'Countries',
    metrics: ['sessions', 'active_users', 'transactions', 'conversion_rate', 'purchase_revenue'],
  },
  {
    by: 'device_category',
    label: 'Devices',
    metrics: ['sessions', 'active_users', 'transactions', 'conversion_rate', 'purchase_revenue'],
  },
] as const;

/** The chart's metric until a card is chosen. */
export const usualMetric = 'sessions';
/** Rows of a breakdown until more are asked for. */
export const fewRows = 10;

/* --- address → view → address --- */

export interface Read {
  view: View;
  /** Values that didn't parse, as sentences; the default is shown in their place. */
  ignored: string[];
}

function pick<T extends string>(value: string | undefined, options: readonly T[]): T | undefined {
  return options.find((option) => option === value);
}

export function readView(search: AnalyticsSearch): Read {
  const ignored: string[] = [];
  const check = <T>(key: string, text: string | undefined, value: T | undefined, fallback: T): T => {
    if (text !== undefined && value === undefined)
      ignored.push(`${key} “${text}” isn't known; the usual one is shown.`);
    return value ?? fallback;
  };
  const { period, compare, metric, by, grain, chart, sort } = search;
  const known = (text: string | undefined, words: readonly { value: string }[]): string | undefined =>
    text !== undefined && (rangeOf(text) ?? words.some((one) => one.value === text)) ? text : undefined;
  const named = (text: string | undefined): string | undefined =>
    text !== undefined && isName(text) ? text : undefined;
  const filters: Filter[] = [];
  for (const text of search.f ?? []) {
    const filter = readFilter(text);
    if (filter) filters.push(filter);
    else ignored.push(`The filter “${text}” isn't known; it is left out.`);
  }
  const view: View = {
    period: check('The period', period, known(period, presets), defaults.period),
    compare: check('The comparison', compare, known(compare, comparisons), defaults.compare),
    filters,
    metric: check('The metric', metric, named(metric), null),
    by: check('The breakdown', by, named(by), defaults.by),
    grain: check<Grain | null>('The grain', grain, pick<Grain>(grain, ['day', 'week', 'month']), null),
    chart: check<ChartKind>(
      'The chart',
      chart,
      pick<ChartKind>(chart, ['line', 'bar', 'table']),
      defaults.chart,
    ),
    sort: check(
      'The order',
      sort,
      sort !== undefined && isName(sort.replace(/^-/, '')) ? sort : undefined,
      null,
    ),
  };
  return { view, ignored };
}

export function writeView(view: View): AnalyticsSearch {
  const unless = <T>(value: T, usual: T): T | undefined => (value === usual ? undefined : value);
  return {
    period: unless(view.period, defaults.period),
    compare: unless(view.compare, defaults.compare),
    f: view.filters.length === 0 ? undefined : view.filters.map(writeFilter),
    metric: view.metric ?? undefined,
    by: unless(view.by, defaults.by),
    grain: view.grain ?? undefined,
    chart: unless(view.chart, defaults.chart),
    sort: view.sort ?? undefined,
  };
}

/** A filter on a value that is there already takes its place; the same one twice is one. */
export function addFilter(view: View, filter: Filter): View {
  const others = view.filters.filter((one) => one.field !== filter.field || one.op !== filter.op);
  return { ...view, filters: [...others, filter] };
}

export function removeFilter(view: View, filter: Filter): View {
  const text = writeFilter(filter);
  return { ...view, filters: view.filters.filter((one) => writeFilter(one) !== text) };
}

/* --- view → plan --- */

export function filterOf(view: Pick<View, 'filters'>, model?: Model): Cond | null {
  const conds = view.filters.map((filter) => condOf(filter, model));
  const [only] = conds;
  if (!only) return null;
  return conds.length === 1 ? only : { all: conds };
}

function base(view: View, metrics: string[], dimensions: Dim[], model?: Model): Plan {
  const filter = filterOf(view, model);
  const compare = compareOf(view);
  return {
    version: 1,
    metrics,
    dimensions,
    time: timeOf(view.period),
    ...(filter ? { filter } : {}),
    ...(compare ? { compare } : {}),
  };
}

export function trendPlan(view: View, metric: string, grain: Grain, model?: Model): Plan {
  return base(view, [metric], [{ name: 'date', grain }], model);
}

export function tablePlan(view: View, metrics: string[], limit: number, model?: Model): Plan {
  const [first] = metrics;
  const wanted = view.sort?.replace(/^-/, '');
  const by = wanted !== undefined && (metrics.includes(wanted) || wanted === view.by) ? wanted : first;
  const dir =
    view.sort !== null && wanted === by && !view.sort.startsWith('-') ? ('asc' as const) : ('desc' as const);
  const order: Order[] = by === undefined ? [] : [{ by, dir }];
  return { ...base(view, metrics, [{ name: view.by }], model), order, limit };
}

/** The metrics of a tab that this model has. */
export function tableMetrics(by: string, model: Model): string[] {
  const wanted: readonly string[] = tabs.find((tab) => tab.by === by)?.metrics ?? tabs[0].metrics;
  const known = wanted.filter((name) => model.metrics.some((metric) => metric.name === name));
  const [first] = model.metrics;
  return known.length > 0 || !first ? known : [first.name];
}

/* --- view → the address of Explore --- */

export interface Figure {
  metrics: string[];
  by?: string[];
  grain?: Grain;
  /** One point of a chart: its own days, with nothing before them. */
  period?: string;
}

/** The address where Explore shows this figure: the same days, filters and comparison. */
export function exploreSearch(
  view: View,
  { metrics, by, grain, period }: Figure,
): {
  metric: string[];
  by?: string[];
  grain?: string;
  period?: string;
  compare?: string;
  f?: string[];
} {
  const days = period ?? view.period;
  return {
    metric: metrics,
    ...(by ? { by } : {}),
    ...(grain ? { grain } : {}),
    ...(days === defaults.period ? {} : { period: days }),
    ...(period === undefined && compareOf(view) ? { compare: view.compare } : {}),
    ...(view.filters.length > 0 ? { f: view.filters.map(writeFilter) } : {}),
  };
}

/** The days that a point of a chart stands for, as far as they were asked for. */
export function pointPeriod(date: string, grain: Grain, from: string | null, to: string | null): string {
  const end = lastDay(date, grain);
  const first = from !== null && date < from ? from : date;
  return `${first}..${to !== null && end > to ? to : end}`;
}

function lastDay(date: string, grain: Grain): string {
  if (grain === 'day') return date;
  const at = new Date(`${date}T12:00:00Z`);
  if (grain === 'week') at.setUTCDate(at.getUTCDate() + 6);
  else at.setUTCMonth(at.getUTCMonth() + 1, 0);
  return at.toISOString().slice(0, 10);
}
