import { addDays, day, month } from '@/lib/format';
import type { Grain } from '@/lib/plan/time';

export function pointLabel(date: string, grain: Grain, withYear = true): string {
  return grain === 'month' ? month(date) : day(date, withYear);
}

/* At 12 px: a letter or digit is hardly wider than this, and labels keep a gap. */
const letter = 7;
const gap = 12;

/** The places that get a label: evenly apart, as many as fit side by side, none cut off at the right end of a line. Known
 * from the number of letters: measuring each text in the page costs more than the rest of the chart. */
export function evenly(
  places: string[],
  label: (place: string) => string,
  room: number,
  kind: 'line' | 'bar',
): string[] {
  const widest = Math.max(0, ...places.map((place) => label(place).length)) * letter;
  const apart = room / Math.max(1, kind === 'line' ? places.length - 1 : places.length);
  const every = Math.max(1, Math.ceil((widest + gap) / Math.max(apart, 1)));
  return places.filter((_, at) => {
    const fits = kind === 'bar' || places.length === 1 || at * apart + widest / 2 <= room + gap;
    return at % every === 0 && fits;
  });
}

export function labelledDates(dates: string[], grain: Grain, room: number, kind: 'line' | 'bar'): string[] {
  return evenly(dates, (date) => pointLabel(date, grain, false), room, kind);
}

/** Whether a day, week or month that begins then isn't over, or ends after the last day that was asked for. */
export function isUnfinished(first: string, grain: Grain, to: string | null, now: string): boolean {
  const end = grain === 'day' ? first : grain === 'week' ? addDays(first, 6) : monthEnd(first);
  return end >= now || (to !== null && end > to);
}

function monthEnd(date: string): string {
  const [year = 0, month = 0] = date.split('-').map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}
