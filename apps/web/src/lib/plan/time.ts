import type { Compare, Time } from '@truffle/types/api';

/* Periods as words of the address, and what they are in a plan. */

export type Grain = 'day' | 'week' | 'month';

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

export function timeOf(period: string): Time {
  const range = rangeOf(period);
  if (range) return range;
  return presets.find((preset) => preset.value === period)?.time ?? { relative: { unit: 'day', last: 28 } };
}

export function compareOf(view: { period: string; compare: string }): Compare | null {
  if (view.compare === 'none' || view.period === 'all') return null;
  const range = rangeOf(view.compare);
  if (range) return { from: range.from, until: range.to };
  return { to: view.compare === 'previous_year' ? 'previous_year' : 'previous_period' };
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

export function periodLabel(period: string, days: (from: string, to: string) => string): string {
  const range = rangeOf(period);
  return range ? days(range.from, range.to) : (presets.find((one) => one.value === period)?.label ?? period);
}
