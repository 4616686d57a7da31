import type { Model, Plan, Time } from '@truffle/types/api';
import { labelOf } from '@/lib/catalog';
import { presets } from '@/lib/plan/time';
import { dimsOf, removeDim, removeMetric, setCompare, setTime } from '../edit';

/* Ways to ask for less: fewer days, no comparison, fewer columns. */

export interface Cheaper {
  label: string;
  plan: Plan;
}

const shorter = [
  { days: 90, value: '90d' },
  { days: 28, value: '28d' },
  { days: 7, value: '7d' },
] as const;

/** At most five, the one that saves most of what is read first. */
export function cheaperOf(plan: Plan, model: Model): Cheaper[] {
  const found: Cheaper[] = [];
  const now = rangeDays(plan.time, model);
  for (const { days, value } of shorter) {
    const preset = presets.find((one) => one.value === value);
    if (preset && days < now) found.push({ label: preset.label, plan: setTime(plan, preset.time) });
  }
  const days = found.slice(-2);
  const rest: Cheaper[] = [];
  if (plan.compare) rest.push({ label: 'No comparison', plan: setCompare(plan, null) });
  for (const { name } of dimsOf(plan).toReversed())
    rest.push({ label: `Without ${labelOf(model, name).toLowerCase()}`, plan: removeDim(plan, name) });
  for (const name of plan.metrics.slice(1).toReversed())
    rest.push({ label: `Without ${labelOf(model, name).toLowerCase()}`, plan: removeMetric(plan, name) });
  return [...days, ...rest].slice(0, 5);
}

const unitDays = { day: 1, week: 7, month: 30, quarter: 91, year: 365 } as const;

const between = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;

/** About how many days a time is long; for telling which is longer. */
export function rangeDays(
  time: Time | null | undefined,
  { first_day: first, last_day: last }: Pick<Model, 'first_day' | 'last_day'>,
): number {
  if (time?.from && time.to) return between(time.from, time.to);
  if (time?.relative) return unitDays[time.relative.unit] * (time.relative.last ?? 1);
  return first !== null && last !== null ? between(first, last) : Infinity;
}
