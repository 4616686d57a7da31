import type { Answer, Cond, Did, Having, Order, Plan, Time } from '@truffle/types/api';
import { opWords } from '@/lib/contract';
import { days, plural } from '@/lib/format';
import { presets } from '@/lib/plan/time';
import { periodOf } from './address';
import { valuesOf } from './edit';

/* Parts of a plan as words, for chips. */

type Label = (name: string) => string;

const or = (list: string[], word: string): string => list.join(` ${word} `);

export function condWords(cond: Cond, label: Label): string {
  if ('all' in cond)
    return or(
      cond.all.map((one) => nested(one, label)),
      'and',
    );
  if ('any' in cond)
    return or(
      cond.any.map((one) => nested(one, label)),
      'or',
    );
  if ('not' in cond) return `not ${nested(cond.not, label)}`;
  if ('did' in cond) return didWords(cond.did, label);
  if ('audience' in cond) return `in the audience ${cond.audience}`;
  if ('metric' in cond) return `${label(cond.metric)} ${opWords[cond.op]} ${String(cond.value)}`;
  const values = valuesOf(cond);
  const joined = cond.op === 'between' ? values.join(' and ') : values.join(', ');
  return [label(cond.field), opWords[cond.op], joined].filter((word) => word !== '').join(' ');
}

function nested(cond: Cond, label: Label): string {
  return 'all' in cond || 'any' in cond ? `(${condWords(cond, label)})` : condWords(cond, label);
}

function didWords(did: Did, label: Label): string {
  const who = did.scope === 'session' ? 'sessions with' : 'users with';
  const times = (did.times ?? 1) > 1 ? ` at least ${did.times ?? 1} times` : '';
  const where = did.where ? ` where ${condWords(did.where, label)}` : '';
  return `${who} ${did.event}${times}${where}`;
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

export function weekdayWords(list: number[]): string {
  const sorted = list.toSorted((a, b) => a - b).join('');
  if (sorted === '12345') return 'Weekdays';
  if (sorted === '67') return 'Weekends';
  return list.map((one) => weekdays[one - 1] ?? String(one)).join(', ');
}

export function hourWords(list: number[]): string {
  const sorted = list.toSorted((a, b) => a - b);
  const [first = 0] = sorted;
  const last = sorted.at(-1) ?? first;
  const whole = last - first + 1 === sorted.length;
  const clock = (hour: number): string => `${String(hour % 24).padStart(2, '0')}:00`;
  return whole ? `${clock(first)} to ${clock(last + 1)}` : sorted.map(clock).join(', ');
}

/** "Last 28 days", or the days themselves where no word fits. */
export function timeWords(
  time: Time | null | undefined,
  answer: Pick<Answer, 'from' | 'to'> | undefined,
): string {
  const word = time ? periodOf({ ...time, days_of_week: null, hours: null }) : 'all';
  const preset = presets.find((one) => one.value === word);
  if (preset) return preset.label;
  if (answer?.from && answer.to) return days(answer.from, answer.to);
  if (time?.from && time.to) return days(time.from, time.to);
  if (!time?.relative) return 'All time';
  const { unit, last, shift } = time.relative;
  if (last) return `Last ${plural(last, unit, `${unit}s`)}`;
  return shift === null || shift === undefined || shift === 0
    ? `This ${unit}`
    : `${plural(-shift, unit, `${unit}s`)} ago`;
}

const valueWords = {
  level: '',
  change: 'change in ',
  change_pct: 'change in percent of ',
  share: 'share of ',
};

export function orderWords(order: Order, label: Label, metric: boolean): string {
  const down = (order.dir ?? (metric ? 'desc' : 'asc')) === 'desc';
  const direction = metric ? (down ? 'highest first' : 'lowest first') : down ? 'last first' : 'first first';
  return `${valueWords[order.value ?? 'level']}${label(order.by)}, ${direction}`;
}

const havingOps = {
  eq: 'is',
  ne: 'is not',
  gt: 'is more than',
  gte: 'is at least',
  lt: 'is less than',
  lte: 'is at most',
};

export function havingWords(having: Having, label: Label): string {
  if ('all' in having)
    return or(
      having.all.map((one) => havingWords(one, label)),
      'and',
    );
  if ('any' in having)
    return or(
      having.any.map((one) => havingWords(one, label)),
      'or',
    );
  return `${valueWords[having.of ?? 'level']}${label(having.metric)} ${havingOps[having.op]} ${having.value}`;
}

export function retentionWords(plan: Plan, label: Label): string {
  const { retention } = plan;
  if (!retention) return '';
  const units = plural(retention.periods, retention.grain, `${retention.grain}s`);
  const back = retention.returns ? condWords(retention.returns, label) : 'any event';
  return `Cohorts by ${retention.grain} of ${condWords(retention.cohort, label)}, back with ${back}, over ${units}`;
}
