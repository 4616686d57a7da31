import { describe, expect, it } from 'vitest';
import { addDays } from '@/lib/format';
import { labelledDates } from './points';

const days = (number: number): string[] =>
  Array.from({ length: number }, (_, at) => addDays('2026-10-01', at));

describe('dates with a label', () => {
  it.each([
    { number: 28, room: 900, kind: 'line' as const, every: 2, last: 26 },
    { number: 28, room: 230, kind: 'line' as const, every: 7, last: 21 },
    { number: 28, room: 900, kind: 'bar' as const, every: 2, last: 26 },
    { number: 12, room: 900, kind: 'bar' as const, every: 1, last: 11 },
  ])('$number days in $room pixels of a $kind chart: every $every', ({ number, room, kind, every, last }) => {
    const dates = days(number);
    const shown = labelledDates(dates, 'day', room, kind);
    expect(shown).toEqual(dates.filter((_, at) => at % every === 0 && at <= last));
  });

  it('leaves out a last one that would be cut off at the right end of a line', () => {
    expect(labelledDates(days(5), 'day', 900, 'line')).toEqual(days(5).slice(0, 4));
    expect(labelledDates(days(5), 'day', 900, 'bar')).toEqual(days(5));
  });

  it('labels a single day, and nothing without days', () => {
    expect(labelledDates(days(1), 'day', 300, 'line')).toEqual(days(1));
    expect(labelledDates([], 'day', 300, 'line')).toEqual([]);
  });

  it('never labels more than fit, however narrow', () => {
    expect(labelledDates(days(28), 'day', 20, 'line')).toEqual(days(1));
  });
});
