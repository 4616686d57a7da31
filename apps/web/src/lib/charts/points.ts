import { day, month } from '@/lib/format';
import type { Grain } from '@/lib/plan/time';

export function pointLabel(date: string, grain: Grain, withYear = true): string {
  return grain === 'month' ? month(date) : day(date, withYear);
}

/* At 12 px: a letter or digit is hardly wider than this, and labels keep a gap. */
const letter = 7;
const gap = 12;

/** The dates that get a label: evenly apart, as many as fit side by side, none cut off at the right end of a line. Known
 * from the number of letters: measuring each text in the page costs more than the rest of the chart. */
export function labelledDates(dates: string[], grain: Grain, room: number, kind: 'line' | 'bar'): string[] {
  const widest = Math.max(0, ...dates.map((date) => pointLabel(date, grain, false).length)) * letter;
  const apart = room / Math.max(1, kind === 'line' ? dates.length - 1 : dates.length);
  const every = Math.max(1, Math.ceil((widest + gap) / Math.max(apart, 1)));
  return dates.filter((_, at) => {
    const fits = kind === 'bar' || dates.length === 1 || at * apart + widest / 2 <= room + gap;
    return at % every === 0 && fits;
  });
}
