import type { Answer, Cell, Column, Kpis, Model } from '@truffle/types/api';
import { addDays, asNumber, today } from '@/lib/format';
import { isUnfinished } from '@/lib/charts/points';
import { rangeOf, type Grain } from '@/lib/plan/time';
import type { View } from './model';

/* Reading answers: a metric's columns, points of a trend, what is empty and why, how old the data are. */

export interface Figure {
  column: Column;
  now: Cell;
  before: Cell | undefined;
}

const besides = /_(before|change|change_pct|share|running_total|moving_average)$/;

export function metricColumns(answer: Answer): Column[] {
  const names = new Set(answer.columns.map((column) => column.name));
  return answer.columns.filter((column) => {
    if (column.kind !== 'metric') return false;
    const stem = column.name.replace(besides, '');
    return stem === column.name || !names.has(stem);
  });
}

export function cellOf(answer: Answer, row: Cell[] | undefined, name: string): Cell | undefined {
  const at = answer.columns.findIndex((column) => column.name === name);
  return at < 0 ? undefined : row?.[at];
}

export function figuresOf(answer: Answer, row: Cell[] | undefined = answer.rows[0]): Figure[] {
  return metricColumns(answer).map((column) => ({
    column,
    now: cellOf(answer, row, column.name) ?? null,
    before: cellOf(answer, row, `${column.name}_before`),
  }));
}

export function series(answer: Answer, metric: string): (number | null)[] {
  return answer.rows.map((row) => asNumber(cellOf(answer, row, metric)));
}

export interface TrendPoint {
  date: string;
  now: number | null;
  partial: number | null;
  before: number | null;
}

/** Whether the last point covers days that are not over or were not asked for: a week cut short looks like a fall. */
export function lastIsPartial(answer: Answer, grain: Grain, now: string): boolean {
  const last = cellOf(answer, answer.rows.at(-1), 'date');
  return typeof last === 'string' && isUnfinished(last, grain, answer.to, now);
}

/** The points of a trend; an unfinished last one is a line of its own, joined to the one before it. */
export function trendPoints(answer: Answer, metric: string, unfinished = false): TrendPoint[] {
  const points = answer.rows.map((row) => {
    const date = cellOf(answer, row, 'date');
    return {
      date: typeof date === 'string' ? date : '',
      now: asNumber(cellOf(answer, row, metric)),
      partial: null,
      before: asNumber(cellOf(answer, row, `${metric}_before`)),
    };
  });
  const last = points.at(-1);
  if (!last || !unfinished) return points;
  const previous = points.at(-2);
  return points.map((point) => {
    if (point === last) return { ...point, now: previous ? null : point.now, partial: point.now };
    return point === previous ? { ...point, partial: point.now } : point;
  });
}

/** One sentence that says what the line shows, for those who don't see it. */
export function trendSummary(
  points: TrendPoint[],
  label: string,
  words: { figure: (value: number | null) => string; day: (date: string) => string },
): string {
  const known = points.flatMap((point) => {
    const value = point.now ?? point.partial;
    return value === null ? [] : [{ date: point.date, value }];
  });
  const [first] = known;
  const last = known.at(-1);
  if (!first || !last) return `${label}: no data in this period.`;
  const high = known.reduce((best, point) => (point.value > best.value ? point : best), first);
  const low = known.reduce((best, point) => (point.value < best.value ? point : best), first);
  return (
    `${label} from ${words.day(first.date)} to ${words.day(last.date)}: ` +
    `highest ${words.figure(high.value)} on ${words.day(high.date)}, lowest ${words.figure(low.value)} on ${words.day(low.date)}.`
  );
}

export type Emptiness =
  | { kind: 'none' }
  | { kind: 'nothing_loaded' }
  | { kind: 'nothing_in_period'; nearest: string }
  | { kind: 'nothing_matches' };

export function emptiness(kpis: Kpis, model: Model | undefined, view: View): Emptiness {
  if (model && (model.first_day === null || model.last_day === null)) return { kind: 'nothing_loaded' };
  const nothing = figuresOf(kpis.answer).every(({ now }) => asNumber(now) === null || asNumber(now) === 0);
  if (!nothing || !model?.first_day || !model.last_day) return { kind: 'none' };
  const { from, to } = kpis.answer;
  const outside = (from !== null && from > model.last_day) || (to !== null && to < model.first_day);
  if (outside || view.filters.length === 0) {
    return { kind: 'nothing_in_period', nearest: nearestPeriod(model.first_day, model.last_day) };
  }
  return { kind: 'nothing_matches' };
}

export function nearestPeriod(firstDay: string, lastDay: string): string {
  const from = addDays(lastDay, -27);
  return `${from < firstDay ? firstDay : from}..${lastDay}`;
}

/** Data are late when they end before yesterday, in the property's zone. */
export function isStale(dataUntil: string | null, timeZone: string, now: Date = new Date()): boolean {
  if (dataUntil === null) return false;
  return dataUntil.slice(0, 10) < addDays(today(timeZone, now), -1);
}

export function periodDays(answer: Answer | undefined, period: string): { from: string; to: string } | null {
  if (answer?.from && answer.to) return { from: answer.from, to: answer.to };
  return rangeOf(period);
}
