import type { Answer, Cell, Column, Plan } from '@truffle/types/api';
import { asNumber } from '@/lib/format';

/* Which picture fits a plan and its answer, and the numbers that go into it. */

export type Picture =
  | { kind: 'nothing' }
  | { kind: 'figures'; metrics: Column[] }
  | { kind: 'line'; date: Column; by: Column | null; metrics: Column[] }
  | { kind: 'bars'; by: Column; metrics: Column[] }
  | { kind: 'groups'; by: Column; within: Column; metrics: Column[] }
  | { kind: 'funnel'; by: Column | null }
  | { kind: 'retention'; by: Column | null }
  | { kind: 'path' }
  | { kind: 'table' };

const besides = /_(before|change|change_pct|share|running_total|moving_average)$/;

/** The metrics themselves, without what stands beside them. */
export function ownMetrics(answer: Answer): Column[] {
  const names = new Set(answer.columns.map((column) => column.name));
  return answer.columns.filter((column) => {
    if (column.kind !== 'metric') return false;
    const stem = column.name.replace(besides, '');
    return stem === column.name || !names.has(stem);
  });
}

export function at(answer: Answer, row: Cell[] | undefined, name: string): Cell | undefined {
  const index = answer.columns.findIndex((column) => column.name === name);
  return index < 0 ? undefined : row?.[index];
}

const isTime = (column: Column): boolean => column.type === 'date' || column.type === 'timestamp';

/* More lines than this can't be told apart; more bars than that are a table. */
export const mostSeries = 8;
export const mostBars = 30;

export function pictureOf(plan: Plan, answer: Answer): Picture {
  if (answer.rows.length === 0) return { kind: 'nothing' };
  const dims = answer.columns.filter((column) => column.kind === 'dimension');
  const extra = (own: readonly string[]): Column[] => dims.filter((column) => !own.includes(column.name));
  if (plan.funnel) {
    const [by, more] = extra(['step', 'label']);
    return more ? { kind: 'table' } : { kind: 'funnel', by: by ?? null };
  }
  if (plan.retention) {
    const [by, more] = extra(['cohort', 'period']);
    return more || by ? { kind: 'table' } : { kind: 'retention', by: null };
  }
  if (plan.path) return { kind: 'path' };
  return tablePicture(dims, ownMetrics(answer), answer.rows.length);
}

function tablePicture(dims: Column[], metrics: Column[], rows: number): Picture {
  const [first, second, third] = dims;
  if (metrics.length === 0 || third) return { kind: 'table' };
  if (!first) return rows === 1 ? { kind: 'figures', metrics } : { kind: 'table' };
  const date = dims.find(isTime);
  if (date) {
    const by = dims.find((column) => column !== date) ?? null;
    if (by && isTime(by)) return { kind: 'table' };
    return rows > 1 ? { kind: 'line', date, by, metrics } : { kind: 'bars', by: date, metrics };
  }
  return second
    ? { kind: 'groups', by: first, within: second, metrics }
    : { kind: 'bars', by: first, metrics };
}

/** Words that name a value on an axis; nothing and empty text are one. */
export function nameOf(value: Cell | undefined): string {
  if (value === null || value === undefined || value === '') return '(not set)';
  return typeof value === 'boolean' ? (value ? 'Yes' : 'No') : String(value);
}

/* --- lines --- */

export interface Series {
  /** Safe as a key of a point. */
  key: string;
  label: string;
}

export type Point = { at: string } & Record<string, string | number | null>;

export interface Lines {
  points: Point[];
  series: Series[];
  /** Values of the second dimension that have no line of their own. */
  left: number;
}

/** A line for the metric and one for the period before, or one for each of the largest values of a second dimension. An
 * unfinished last point is a line of its own, joined to the one before it. */
export function linesOf(
  answer: Answer,
  picture: Extract<Picture, { kind: 'line' }>,
  metric: Column,
  unfinished = false,
): Lines {
  const { date, by } = picture;
  const compared = by === null && answer.columns.some((column) => column.name === `${metric.name}_before`);
  const groups = by === null ? [] : largest(answer, by, metric);
  const shown = groups.slice(0, mostSeries);
  const series: Series[] =
    by === null
      ? [{ key: 'now', label: metric.label }, ...(compared ? [{ key: 'before', label: 'Before' }] : [])]
      : shown.map((label, index) => ({ key: `s${index}`, label }));
  const points = new Map<string, Point>();
  for (const row of answer.rows) {
    const when = nameOf(at(answer, row, date.name));
    const point = points.get(when) ?? { at: when };
    points.set(when, point);
    const number = asNumber(at(answer, row, metric.name));
    if (by === null) {
      point.now = number;
      if (compared) point.before = asNumber(at(answer, row, `${metric.name}_before`));
    } else {
      const index = shown.indexOf(nameOf(at(answer, row, by.name)));
      if (index >= 0) point[`s${index}`] = number;
    }
  }
  const sorted = [...points.values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  if (by === null && unfinished && sorted.length > 1) {
    series.splice(1, 0, { key: 'partial', label: 'Not complete' });
    for (const point of sorted.slice(-2)) point.partial = point.now ?? null;
    const last = sorted.at(-1);
    if (last) last.now = null;
  }
  return { points: sorted, series, left: groups.length - shown.length };
}

/** The values of a dimension, those with the largest sums of a metric first. */
function largest(answer: Answer, by: Column, metric: Column): string[] {
  const sums = new Map<string, number>();
  for (const row of answer.rows) {
    const name = nameOf(at(answer, row, by.name));
    sums.set(name, (sums.get(name) ?? 0) + Math.abs(asNumber(at(answer, row, metric.name)) ?? 0));
  }
  return [...sums].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

/* --- bars --- */

export interface Bar {
  name: string;
  value: number | null;
  before?: number | null;
  /** Of the longest bar, 0 to 1. */
  length: number;
  beforeLength?: number;
}

export interface Group {
  name: string;
  bars: (Bar & { series: number })[];
}

const lengthOf = (value: number | null | undefined, most: number): number =>
  value === null || value === undefined || most <= 0 ? 0 : Math.max(0, value) / most;

export function barsOf(answer: Answer, by: Column, metric: Column): Bar[] {
  const compared = answer.columns.some((column) => column.name === `${metric.name}_before`);
  const bars = answer.rows.slice(0, mostBars).map((row) => ({
    name: nameOf(at(answer, row, by.name)),
    value: asNumber(at(answer, row, metric.name)),
    ...(compared ? { before: asNumber(at(answer, row, `${metric.name}_before`)) } : {}),
  }));
  const most = Math.max(0, ...bars.flatMap((bar) => [bar.value ?? 0, bar.before ?? 0]));
  return bars.map((bar) => ({
    ...bar,
    length: lengthOf(bar.value, most),
    ...(compared ? { beforeLength: lengthOf(bar.before, most) } : {}),
  }));
}

/** For each value of the first dimension a bar for each of the second. Values keep their order and their colour. */
export function groupsOf(
  answer: Answer,
  picture: Extract<Picture, { kind: 'groups' }>,
  metric: Column,
): { groups: Group[]; series: string[]; left: number } {
  const series = largest(answer, picture.within, metric).slice(0, mostSeries);
  const names = largest(answer, picture.by, metric);
  const shown = names.slice(0, 12);
  const most = Math.max(0, ...answer.rows.map((row) => asNumber(at(answer, row, metric.name)) ?? 0));
  const groups = shown.map((name): Group => {
    const rows = answer.rows.filter((row) => nameOf(at(answer, row, picture.by.name)) === name);
    const bars = series.flatMap((within, index) => {
      const row = rows.find((one) => nameOf(at(answer, one, picture.within.name)) === within);
      const value = asNumber(at(answer, row, metric.name));
      return row ? [{ name: within, value, length: lengthOf(value, most), series: index }] : [];
    });
    return { name, bars };
  });
  return { groups, series, left: names.length - shown.length };
}

/* --- funnel, retention, path --- */

export interface Step {
  label: string;
  count: number | null;
  fromFirst: number | null;
  fromPrevious: number | null;
  row: Cell[];
}

/** The steps of one funnel, or of one for each value of a dimension. */
export function funnelsOf(answer: Answer, by: Column | null): { name: string | null; steps: Step[] }[] {
  const found = new Map<string, { name: string | null; steps: Step[] }>();
  for (const row of answer.rows) {
    const name = by ? nameOf(at(answer, row, by.name)) : null;
    const one = found.get(name ?? '') ?? { name, steps: [] };
    found.set(name ?? '', one);
    one.steps.push({
      label: nameOf(at(answer, row, 'label')),
      count: asNumber(at(answer, row, 'count')),
      fromFirst: asNumber(at(answer, row, 'rate_from_first')),
      fromPrevious: asNumber(at(answer, row, 'rate_from_previous')),
      row,
    });
  }
  return [...found.values()];
}

export interface Cohort {
  cohort: string;
  users: number | null;
  row: Cell[];
  /** By period, the cohort's own first; null where that period has not been. */
  rates: (number | null)[];
}

export function cohortsOf(answer: Answer): { cohorts: Cohort[]; periods: number } {
  const found = new Map<string, Cohort>();
  let periods = 0;
  for (const row of answer.rows) {
    const cohort = nameOf(at(answer, row, 'cohort'));
    const period = asNumber(at(answer, row, 'period')) ?? 0;
    const one = found.get(cohort) ?? { cohort, users: null, row, rates: [] };
    found.set(cohort, one);
    if (period === 0) one.users = asNumber(at(answer, row, 'users'));
    one.rates[period] = asNumber(at(answer, row, 'rate'));
    periods = Math.max(periods, period + 1);
  }
  const cohorts = [...found.values()].map((one) => ({
    ...one,
    rates: Array.from({ length: periods }, (_, period) => one.rates[period] ?? null),
  }));
  return { cohorts, periods };
}

export interface Hop {
  step: number;
  source: string;
  target: string;
  count: number | null;
  length: number;
}

export function hopsOf(answer: Answer): Hop[] {
  const most = Math.max(0, ...answer.rows.map((row) => asNumber(at(answer, row, 'count')) ?? 0));
  const hops = answer.rows.map((row) => {
    const count = asNumber(at(answer, row, 'count'));
    return {
      step: asNumber(at(answer, row, 'step')) ?? 0,
      source: nameOf(at(answer, row, 'source')),
      target: nameOf(at(answer, row, 'target')),
      count,
      length: lengthOf(count, most),
    };
  });
  return hops.sort((a, b) => a.step - b.step || (b.count ?? 0) - (a.count ?? 0));
}
