import type { Cell } from '@truffle/types/api';

/* The only place that rounds. Cards, charts and sentences use `figure`; tables and receipts use `exact`. */

export interface Shape {
  format: string | null;
  unit: string | null;
}

export const none = '–';
const count: Shape = { format: 'integer', unit: null };
const language = (): string => navigator.language;

export function asNumber(value: Cell | undefined): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/* A formatter takes longer to make than to use a hundred times, and a page needs few different ones. */
const numbers = new Map<string, Intl.NumberFormat>();
const dates = new Map<string, Intl.DateTimeFormat>();

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language() + JSON.stringify(options);
  const known = numbers.get(key) ?? new Intl.NumberFormat(language(), options);
  numbers.set(key, known);
  return known;
}

function dateFormat(options: Intl.DateTimeFormatOptions, words = language()): Intl.DateTimeFormat {
  const key = words + JSON.stringify(options);
  const known = dates.get(key) ?? new Intl.DateTimeFormat(words, options);
  dates.set(key, known);
  return known;
}

function text(value: number, options: Intl.NumberFormatOptions): string {
  return numberFormat(options).format(value);
}

function money(unit: string | null, options: Intl.NumberFormatOptions): Intl.NumberFormatOptions {
  return unit === null
    ? options
    : { ...options, style: 'currency', currency: unit, currencyDisplay: 'narrowSymbol' };
}

const short = { notation: 'compact', maximumSignificantDigits: 3 } as const;

/** A number for a card, a chart or a sentence. */
export function figure(value: Cell | undefined, shape: Shape = count): string {
  const number = asNumber(value);
  if (number === null) return none;
  const size = Math.abs(number);
  switch (shape.format) {
    case 'currency':
      if (size < 1000) return text(number, money(shape.unit, { maximumFractionDigits: 2 }));
      if (size < 100_000) return text(number, money(shape.unit, { maximumFractionDigits: 0 }));
      return text(number, money(shape.unit, short));
    case 'percent':
      return text(number, { style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2 });
    case 'seconds':
      return duration(number);
    case 'decimal':
      return size < 100_000 ? text(number, { maximumFractionDigits: 2 }) : text(number, short);
    default:
      return size < 100_000 ? text(number, { maximumFractionDigits: 0 }) : text(number, short);
  }
}

/** The same number with all its digits, for tables, receipts and approvals. */
export function exact(value: Cell | undefined, shape: Shape = count): string {
  const number = asNumber(value);
  if (number === null) return none;
  switch (shape.format) {
    case 'currency':
      return text(number, money(shape.unit, {}));
    case 'percent':
      return figure(number, shape);
    case 'seconds':
      return text(number, { maximumFractionDigits: 0 });
    case 'decimal':
      return text(number, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    default:
      return text(number, { maximumFractionDigits: 0 });
  }
}

/** A cell of an answer: a number by its shape, a word as it is. */
export function cellText(value: Cell | undefined, type: string, shape: Shape): string {
  if (value === null || value === undefined || value === '') return none;
  if (type === 'integer' || type === 'number') return exact(value, shape);
  if (type === 'date' && typeof value === 'string') return day(value);
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return String(value);
}

export interface Change {
  direction: 'up' | 'down' | 'flat' | 'none';
  text: string;
}

/** How a number moved against the one before: "8.6%", "× 11", "new". */
export function change(now: Cell | undefined, before: Cell | undefined): Change {
  const to = asNumber(now);
  const from = asNumber(before);
  if (to === null || from === null) return { direction: 'none', text: none };
  const direction = to > from ? 'up' : to < from ? 'down' : 'flat';
  if (from === 0) return { direction, text: to === 0 ? percent(0) : 'new' };
  const ratio = (to - from) / Math.abs(from);
  if (ratio > 10) return { direction, text: `× ${text(to / from, { maximumFractionDigits: 0 })}` };
  return { direction, text: percent(Math.abs(ratio)) };
}

function percent(share: number): string {
  return text(share, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

/** A rate's move in points, for hover. */
export function points(now: Cell | undefined, before: Cell | undefined): string {
  const to = asNumber(now);
  const from = asNumber(before);
  if (to === null || from === null) return none;
  return `${text((to - from) * 100, { maximumFractionDigits: 2, signDisplay: 'exceptZero' })} points`;
}

export function share(part: number, whole: number): string {
  return whole === 0 ? none : text(part / whole, { style: 'percent', maximumFractionDigits: 1 });
}

export function tone(direction: Change['direction'], better: string | null): 'good' | 'bad' | 'plain' {
  if (direction !== 'up' && direction !== 'down') return 'plain';
  if (better !== 'up' && better !== 'down') return 'plain';
  return direction === better ? 'good' : 'bad';
}

export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} m`;
}

export function elapsed(milliseconds: number): string {
  return milliseconds < 1000
    ? `${Math.round(milliseconds)} ms`
    : `${text(milliseconds / 1000, { maximumFractionDigits: 1 })} s`;
}

export function bytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = size < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(size) / 3));
  return `${text(size / 1000 ** step, { maximumFractionDigits: step === 0 ? 0 : 1 })} ${units[step] ?? 'B'}`;
}

/** Words that begin a line. */
export function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function plural(number: number, singular: string, more: string): string {
  return `${exact(number)} ${number === 1 ? singular : more}`;
}

/* --- days and moments --- */

function parts(date: Date, options: Intl.DateTimeFormatOptions): Map<string, string> {
  const found = dateFormat(options).formatToParts(date);
  return new Map(found.map((part) => [part.type, part.value]));
}

/** "23 Nov 2026" of a date YYYY-MM-DD; the year can be left out. */
export function day(date: string, withYear = true): string {
  const at = new Date(`${date.slice(0, 10)}T12:00:00Z`);
  if (Number.isNaN(at.getTime())) return date;
  const found = parts(at, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  const words = [found.get('day'), found.get('month'), ...(withYear ? [found.get('year')] : [])];
  return words.filter((word) => word !== undefined).join(' ');
}

export function month(date: string): string {
  const at = new Date(`${date.slice(0, 10)}T12:00:00Z`);
  const found = parts(at, { month: 'short', year: 'numeric', timeZone: 'UTC' });
  return `${found.get('month') ?? ''} ${found.get('year') ?? ''}`;
}

/** "27 Oct – 23 Nov 2026". */
export function days(from: string, to: string): string {
  if (from === to) return day(from);
  return `${day(from, from.slice(0, 4) !== to.slice(0, 4))} – ${day(to)}`;
}

/** "31 Jan 2026, 06:00 CET" of a moment in RFC 3339. */
export function moment(at: string, timeZone: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const found = parts(date, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
    timeZoneName: 'short',
  });
  const get = (name: string): string => found.get(name) ?? '';
  const zone = get('timeZoneName').startsWith('GMT+') ? zoneName(date, timeZone) : get('timeZoneName');
  return `${get('day')} ${get('month')} ${get('year')}, ${get('hour')}:${get('minute')} ${zone}`;
}

/* American English has no letters for Europe's zones; British English does. */
function zoneName(date: Date, timeZone: string): string {
  const found = dateFormat({ timeZone, timeZoneName: 'short' }, 'en-GB').formatToParts(date);
  return found.find((part) => part.type === 'timeZoneName')?.value ?? '';
}

/** "20 min ago", in addition to a moment, never instead of it. */
export function ago(at: string, now: Date = new Date()): string {
  const seconds = (now.getTime() - new Date(at).getTime()) / 1000;
  if (Number.isNaN(seconds)) return '';
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/** Today as YYYY-MM-DD in a time zone. */
export function today(timeZone: string, now: Date = new Date()): string {
  const found = dateFormat({ timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }, 'en-CA');
  return found.format(now).slice(0, 10);
}

export function addDays(date: string, number: number): string {
  const at = new Date(`${date}T12:00:00Z`);
  at.setUTCDate(at.getUTCDate() + number);
  return at.toISOString().slice(0, 10);
}

/** "$" of USD, to stand before an input. */
export function currencySign(unit: string | null): string {
  if (unit === null) return '';
  const found = numberFormat({
    style: 'currency',
    currency: unit,
    currencyDisplay: 'narrowSymbol',
  });
  return found.formatToParts(0).find((part) => part.type === 'currency')?.value ?? unit;
}
