import { describe, expect, it } from 'vitest';
import {
  addDays,
  ago,
  asNumber,
  bytes,
  cellText,
  change,
  day,
  days,
  duration,
  elapsed,
  exact,
  figure,
  moment,
  month,
  plural,
  points,
  sentence,
  share,
  today,
  tone,
} from './format';

const money = { format: 'currency', unit: 'USD' };
const rate = { format: 'percent', unit: null };
const seconds = { format: 'seconds', unit: null };
const decimal = { format: 'decimal', unit: null };
const count = { format: 'integer', unit: null };

describe('figures of cards', () => {
  it.each([
    [95_730, count, '95,730'],
    [99_999, count, '99,999'],
    [100_000, count, '100K'],
    [124_310, count, '124K'],
    [1_240_000, count, '1.24M'],
    ['1240000', count, '1.24M'],
    [18.2, money, '$18.20'],
    [999.99, money, '$999.99'],
    [1234.5, money, '$1,235'],
    [124_310.5, money, '$124K'],
    [0.0214, rate, '2.14%'],
    [102, seconds, '1 m 42 s'],
    [1.236, decimal, '1.24'],
    [null, count, '–'],
    [undefined, money, '–'],
    ['', count, '–'],
  ])('%s as %j is %s', (value, shape, text) => {
    expect(figure(value, shape)).toBe(text);
  });
});

describe('figures of tables', () => {
  it.each([
    [1_240_312, count, '1,240,312'],
    [124_310.5, money, '$124,310.50'],
    [0.0214, rate, '2.14%'],
    [102.4, seconds, '102'],
    [1.2, decimal, '1.20'],
    [null, money, '–'],
  ])('%s as %j is %s', (value, shape, text) => {
    expect(exact(value, shape)).toBe(text);
  });

  it.each([
    ['Paid Search', 'text', 'Paid Search'],
    [12, 'integer', '12'],
    ['2026-11-23', 'date', '23 Nov 2026'],
    [true, 'boolean', 'Yes'],
    [null, 'text', '–'],
  ])('a cell %s of type %s is %s', (value, type, text) => {
    expect(cellText(value, type, count)).toBe(text);
  });
});

describe('changes', () => {
  it.each([
    [108.6, 100, 'up', '8.6%'],
    [94.9, 100, 'down', '5.1%'],
    [100, 100, 'flat', '0.0%'],
    [5, 0, 'up', 'new'],
    [0, 0, 'flat', '0.0%'],
    [1200, 100, 'up', '× 12'],
    [1100, 100, 'up', '1,000.0%'],
    [null, 100, 'none', '–'],
    [5, undefined, 'none', '–'],
    [-50, -100, 'up', '50.0%'],
  ])('%s after %s: %s %s', (now, before, direction, text) => {
    expect(change(now, before)).toEqual({ direction, text });
  });

  it.each([
    ['up', 'up', 'good'],
    ['down', 'up', 'bad'],
    ['down', 'down', 'good'],
    ['up', 'none', 'plain'],
    ['up', null, 'plain'],
    ['flat', 'up', 'plain'],
  ] as const)('%s where %s is better is %s', (direction, better, expected) => {
    expect(tone(direction, better)).toBe(expected);
  });

  it('gives a rate in points', () => {
    expect(points(0.0214, 0.0199)).toBe('+0.15 points');
    expect(points(null, 0.1)).toBe('–');
  });
});

describe('days and moments', () => {
  it.each([
    ['2026-11-23', '23 Nov 2026'],
    ['2026-02-01T10:00:00Z', '1 Feb 2026'],
    ['nonsense', 'nonsense'],
  ])('%s is %s', (date, text) => {
    expect(day(date)).toBe(text);
  });

  it('writes ranges once', () => {
    expect(days('2026-10-27', '2026-11-23')).toBe('27 Oct – 23 Nov 2026');
    expect(days('2025-12-30', '2026-01-02')).toBe('30 Dec 2025 – 2 Jan 2026');
    expect(days('2026-01-02', '2026-01-02')).toBe('2 Jan 2026');
    expect(month('2026-11-01')).toBe('Nov 2026');
  });

  it('names the zone', () => {
    expect(moment('2026-01-31T05:00:00Z', 'Europe/Berlin')).toBe('31 Jan 2026, 06:00 CET');
    expect(moment('2026-01-31T05:00:00Z', 'America/New_York')).toBe('31 Jan 2026, 00:00 EST');
    expect(moment('?', 'UTC')).toBe('?');
  });

  it.each([
    ['2026-11-24T08:59:30Z', 'just now'],
    ['2026-11-24T08:40:00Z', '20 min ago'],
    ['2026-11-24T01:00:00Z', '8 h ago'],
    ['2026-11-20T01:00:00Z', '4 d ago'],
    ['?', ''],
  ])('%s was %s', (at, text) => {
    expect(ago(at, new Date('2026-11-24T09:00:00Z'))).toBe(text);
  });

  it('knows today in a zone', () => {
    const late = new Date('2026-11-24T23:30:00Z');
    expect(today('Europe/Berlin', late)).toBe('2026-11-25');
    expect(today('America/New_York', late)).toBe('2026-11-24');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  });
});

describe('the rest', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_200_000_000, '1.2 GB'],
    [34_000_000, '34 MB'],
  ])('%s bytes are %s', (size, text) => {
    expect(bytes(size)).toBe(text);
  });

  it('writes durations, shares and plurals', () => {
    expect([duration(42), duration(3700), elapsed(42), elapsed(3100)]).toEqual([
      '42 s',
      '1 h 1 m',
      '42 ms',
      '3.1 s',
    ]);
    expect([share(1, 3), share(1, 0)]).toEqual(['33.3%', '–']);
    expect([plural(1, 'person', 'people'), plural(1204, 'person', 'people')]).toEqual([
      '1 person',
      '1,204 people',
    ]);
    expect(sentence('people who')).toBe('People who');
    expect([asNumber('x'), asNumber(true), asNumber('12')]).toEqual([null, null, 12]);
  });
});
