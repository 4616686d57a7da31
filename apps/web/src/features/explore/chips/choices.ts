import { humane } from '@/lib/catalog';

/* Choices of a select. */

interface Choice {
  value: string;
  label: string;
}

/** The events of the data, the one that is set among them; `none` says what no single event is. */
export function eventChoices(events: readonly string[], now: string | null, none: string): Choice[] {
  const all = now === null || events.includes(now) ? events : [now, ...events];
  const rest = all.map((event) => ({ value: event, label: humane(event) }));
  return now === null ? [{ value: '', label: none }, ...rest] : rest;
}

/** A whole number within its bounds, or what is wrong with it. */
export function wholeIn(text: string, least: number, most: number): number | string {
  const number = Number(text);
  const good = text.trim() !== '' && Number.isInteger(number) && number >= least && number <= most;
  return good ? number : `Between ${least} and ${most}.`;
}
