import type { Compare, Cond, Dim, Model, Order, Plan, Time } from '@truffle/types/api';
import { opWords, type Op } from '@/lib/contract';

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

export type Grain = 'day' | 'week' | 'month';
export type ChartKind = 'line' | 'bar' | 'table';

export interface Filter {
  field: string;
  op: Op;
  values: string[];
}

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

export interface Preset {
  value: string;
  label: string;
  key: string | null;
  time: Time;
}

export const presets: readonly Preset[] = [
  { value: 'today', label: 'Today', key: 'd', time: { relative: { unit: 'day', shift: 0 } } },
  { value: 'yesterday', label: 'Yesterday', key: null, time: { relative: { unit: 'day', shift: -1 } } },
  { value: '7d', label: 'Last 7 days', key: 'w', time: { relative: { unit: 'day', last: 7 } } },
  { value: '28d', label: 'Last 28 days', key: 'f', time: { relative: { unit: 'day', last: 28 } } },
  { value: '30d', label: 'Last 30 days', key: 't', time: { relative: { unit: 'day', last: 30 } } },
  { value: '90d', label: 'Last 90 days', key: 'n', time: { relative: { unit: 'day', last: 90 } } },
  { value: '12mo', label: 'Last 12 months', key: 'l', time: { relative: { unit: 'month', last: 12 } } },
  { value: 'week', label: 'Week to date', key: null, time: { relative: { unit: 'week', to_date: true } } },
  { value: 'month', label: 'Month to date', key: 'm', time: { relative: { unit: 'month', to_date: true } } },
  {
    value: 'quarter',
    label: 'Quarter to date',
    key: null,
    time: { relative: { unit: 'quarter', to_date: true } },
  },
  { value: 'year', label: 'Year to date', key: 'y', time: { relative: { unit: 'year', to_date: true } } },
  { value: 'last_week', label: 'Last week', key: null, time: { relative: { unit: 'week', shift: -1 } } },
  { value: 'last_month', label: 'Last month', key: 'p', time: { relative: { unit: 'month', shift: -1 } } },
  {
    value: 'last_quarter',
    label: 'Last quarter',
    key: null,
    time: { relative: { unit: 'quarter', shift: -1 } },
  },
  { value: 'last_year', label: 'Last year', key: null, time: { relative: { unit: 'year', shift: -1 } } },
  { value: 'all', label: 'All time', key: 'a', time: { all: true } },
];

export const comparisons = [
  { value: 'previous_period', label: 'Previous period' },
  { value: 'previous_year', label: 'Same period last year' },
  { value: 'none', label: 'No comparison' },
] as const;

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

const dateRange = /^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/;

export function rangeOf(text: string): { from: string; to: string } | null {
  const [, from, to] = dateRange.exec(text) ?? [];
  if (from === undefined || to === undefined || from > to) return null;
  return isDay(from) && isDay(to) ? { from, to } : null;
}

function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/* --- filters: field:op:value, a comma within a value of a list is "\," --- */

const ops: readonly Op[] = [
  'eq',
  'ne',
  'in',
  'not_in',
  'contains',
  'not_contains',
  'starts_with',
  'ends_with',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'is_null',
  'not_null',
];
const listOps: readonly Op[] = ['in', 'not_in', 'between'];
const bareOps: readonly Op[] = ['is_null', 'not_null'];

export function readFilter(text: string): Filter | null {
  const first = text.indexOf(':');
  if (first < 1) return null;
  const second = text.indexOf(':', first + 1);
  const field = text.slice(0, first);
  const name = second < 0 ? text.slice(first + 1) : text.slice(first + 1, second);
  const op = ops.find((one) => one === name);
  if (!op || !/^[a-z][a-z0-9_]{0,62}$/.test(field)) return null;
  if (bareOps.includes(op)) return { field, op, values: [] };
  if (second < 0) return null;
  const rest = text.slice(second + 1);
  const values = listOps.includes(op) ? splitList(rest) : [rest];
  return values.some((value) => value === '') ? null : { field, op, values };
}

export function writeFilter({ field, op, values }: Filter): string {
  if (bareOps.includes(op)) return `${field}:${op}`;
  if (!listOps.includes(op)) return `${field}:${op}:${values[0] ?? ''}`;
  return `${field}:${op}:${values.map((value) => value.replaceAll('\\', '\\\\').replaceAll(',', '\\,')).join(',')}`;
}

function splitList(text: string): string[] {
  const found: string[] = [];
  let current = '';
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    const next = text.charAt(at + 1);
    if (letter === '\\' && (next === ',' || next === '\\')) {
      current += next;
      at++;
    } else if (letter === ',') {
      found.push(current);
      current = '';
    } else {
      current += letter;
    }
  }
  return [...found, current];
}

/* --- address → view → address --- */

export interface Read {
  view: View;
  /** Values that didn't parse, as sentences; the default is shown in their place. */
  ignored: string[];
}

function pick<T extends string>(value: string | undefined, options: readonly T[]): T | undefined {
  return options.find((option) => option === value);
}

const isName = (text: string): boolean => /^[a-z][a-z0-9_]{0,62}$/.test(text);

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

export function timeOf(period: string): Time {
  const range = rangeOf(period);
  if (range) return range;
  return presets.find((preset) => preset.value === period)?.time ?? { relative: { unit: 'day', last: 28 } };
}

export function compareOf(view: Pick<View, 'period' | 'compare'>): Compare | null {
  if (view.compare === 'none' || view.period === 'all') return null;
  const range = rangeOf(view.compare);
  if (range) return { from: range.from, until: range.to };
  return { to: view.compare === 'previous_year' ? 'previous_year' : 'previous_period' };
}

function scalar(text: string, type: string | undefined): string | number | boolean {
  if (type === 'integer' || type === 'number') return Number.isNaN(Number(text)) ? text : Number(text);
  if (type === 'boolean') return text === 'true';
  return text;
}

export function condOf({ field, op, values }: Filter, model?: Model): Cond {
  const type = model?.dimensions.find((one) => one.name === field)?.type;
  const typed = values.map((value) => scalar(value, type));
  if (bareOps.includes(op)) return { field, op };
  if (listOps.includes(op)) return { field, op, values: typed };
  return { field, op, value: typed[0] ?? '' };
}

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

const byWeek: readonly string[] = ['90d', 'quarter', 'last_quarter'];
const byMonth: readonly string[] = ['12mo', 'all', 'year', 'last_year'];

/** Up to 62 days by day, up to 26 weeks by week, more by month. */
export function usualGrain(period: string): Grain {
  const range = rangeOf(period);
  if (!range) return byMonth.includes(period) ? 'month' : byWeek.includes(period) ? 'week' : 'day';
  const span = (Date.parse(range.to) - Date.parse(range.from)) / 86_400_000 + 1;
  return span <= 62 ? 'day' : span <= 182 ? 'week' : 'month';
}

/* --- words --- */

export function periodLabel(period: string, days: (from: string, to: string) => string): string {
  const range = rangeOf(period);
  return range ? days(range.from, range.to) : (presets.find((one) => one.value === period)?.label ?? period);
}

export function filterWords({ field, op, values }: Filter, label: (name: string) => string): string {
  const joined = op === 'between' ? values.join(' and ') : values.join(', ');
  return [label(field), opWords[op], joined].filter((word) => word !== '').join(' ');
}
