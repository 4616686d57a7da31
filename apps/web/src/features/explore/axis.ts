import type { Column, Plan } from '@truffle/types/api';
import { day, month } from '@/lib/format';
import { dimsOf } from './edit';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** A value of a breakdown as people write it: days by their grain, weekdays by their names, hours as on a clock. */
export function axisWord(
  plan: Plan,
  column: Pick<Column, 'name' | 'type'>,
  name: string,
  withYear = true,
): string {
  if (column.type === 'timestamp') return `${day(name, false)}, ${name.slice(11, 16)}`;
  if (column.type === 'date') {
    const grain = dimsOf(plan).find((one) => one.name === column.name)?.grain;
    if (grain === 'year') return name.slice(0, 4);
    if (grain === 'quarter')
      return `Q${Math.floor((Number(name.slice(5, 7)) - 1) / 3) + 1} ${name.slice(0, 4)}`;
    return grain === 'month' || column.name.endsWith('_month') ? month(name) : day(name, withYear);
  }
  if (column.name === 'day_of_week') return weekdays[Number(name) - 1] ?? name;
  if (column.name === 'hour' && /^\d{1,2}$/.test(name)) return `${name.padStart(2, '0')}:00`;
  return name;
}
