import type { Cond } from '@truffle/types/api';
import { describe, expect, it } from 'vitest';
import { answer, compared, dimensionColumn } from '@/test/fixtures';
import { placeIn, rangeAt, withLiterals } from './sql';
import { nextSort, shownColumns, sortRows } from './table';
import { condWords, havingWords, hourWords, orderWords, timeWords, weekdayWords } from './words';

const label = (name: string): string => name.toUpperCase();

describe('parameters in a statement', () => {
  it.each([
    ['WHERE a = $a', { a: "O'Brien" }, "WHERE a = 'O''Brien'"],
    ['LIMIT $limit', { limit: 1001 }, 'LIMIT 1001'],
    ['$a $ab', { a: 1, ab: 2 }, '1 2'],
    ['\'$a\' "$a" -- $a\n/* $a */ $$ $a $$ $a', { a: 1 }, '\'$a\' "$a" -- $a\n/* $a */ $$ $a $$ 1'],
    ['$a', { b: 1 }, '$a'],
    ['$a', { a: '$b', b: 2 }, "'$b'"],
    ['$a', { a: true }, 'TRUE'],
    ["'it''s $a' || $a", { a: "';--" }, "'it''s $a' || ''';--'"],
    ['WHERE a = @a', { a: "O'Brien \\ b\n" }, "WHERE a = 'O\\'Brien \\\\ b\\n'"],
    ['FROM `p.@a` WHERE @a', { a: 1 }, 'FROM `p.@a` WHERE 1'],
  ])('%s', (sql, parameters, text) => {
    expect(withLiterals(sql, parameters)).toBe(text);
  });
});

describe('the place of a refusal', () => {
  it('is read from the words of the guard', () => {
    expect(placeIn('"nope" is not a table that may be read (line 1, column 15)')).toEqual({
      line: 1,
      column: 15,
    });
    expect(placeIn('only a SELECT may be sent')).toBeNull();
  });

  it.each([
    ['select * from nope', 1, 15, 'nope'],
    ['select 1,\n  bad(2)', 2, 3, 'bad'],
    ["select 'é', nope", 1, 14, 'nope'],
    ['select ;', 1, 8, ';'],
    ['abc', 1, 99, 'c'],
  ])('%s at %i:%i is %s', (text, line, column, word) => {
    const range = rangeAt(text, { line, column });
    expect(range && text.slice(range.from, Math.max(range.to, range.from + 1))).toBe(word);
  });

  it('is nowhere beyond the last line', () => {
    expect(rangeAt('a', { line: 3, column: 1 })).toBeNull();
  });
});

describe('sorting', () => {
  const columns = [
    { name: 'a', type: 'text' },
    { name: 'n', type: 'integer' },
  ];
  const rows = [
    ['x', 2],
    ['', 10],
    ['b', null],
    ['c', '9007199254740993'],
  ];

  it('numbers by size, nothing last either way', () => {
    expect(sortRows(columns, rows, { column: 'n', down: true }).map((row) => row[0])).toEqual([
      'c',
      '',
      'x',
      'b',
    ]);
    expect(sortRows(columns, rows, { column: 'n', down: false }).map((row) => row[0])).toEqual([
      'x',
      '',
      'c',
      'b',
    ]);
  });

  it('words by the alphabet, the way back turns it round', () => {
    expect(sortRows(columns, rows, { column: 'a', down: false }).map((row) => row[0])).toEqual([
      'b',
      'c',
      'x',
      '',
    ]);
    expect(sortRows(columns, rows, null)).toBe(rows);
    expect(nextSort(null, { name: 'n', type: 'integer' })).toEqual({ column: 'n', down: true });
    expect(nextSort({ column: 'n', down: true }, { name: 'n', type: 'integer' })).toEqual({
      column: 'n',
      down: false,
    });
    expect(nextSort(null, { name: 'a', type: 'text' }).down).toBe(false);
  });

  it('leaves out the columns of change, which stand beside their metric', () => {
    const given = answer([dimensionColumn('country'), ...compared('sessions')], []);
    expect(shownColumns(given).map((column) => column.name)).toEqual([
      'country',
      'sessions',
      'sessions_before',
    ]);
  });
});

describe('words', () => {
  it.each<[Cond, string]>([
    [{ field: 'country', op: 'in', values: ['US', 'CA'] }, 'COUNTRY is one of US, CA'],
    [{ field: 'city', op: 'is_null' }, 'CITY is not set'],
    [{ field: 'hour', op: 'between', values: [1, 5] }, 'HOUR is between 1 and 5'],
    [{ not: { field: 'a', op: 'eq', value: 'b' } }, 'not A is b'],
    [
      {
        any: [
          { field: 'a', op: 'eq', value: 1 },
          { all: [{ audience: 'x' }, { metric: 'm', op: 'gt', value: 3 }] },
        ],
      },
      'A is 1 or (in the audience x and M is more than 3)',
    ],
    [
      { did: { event: 'purchase', times: 2, scope: 'session', where: { field: 'a', op: 'eq', value: 'b' } } },
      'sessions with purchase at least 2 times where A is b',
    ],
  ])('%j', (cond, words) => {
    expect(condWords(cond, label)).toBe(words);
  });

  it('of days', () => {
    expect(timeWords({ relative: { unit: 'day', last: 28 } }, undefined)).toBe('Last 28 days');
    expect(timeWords({ relative: { unit: 'week', last: 3 } }, undefined)).toBe('Last 3 weeks');
    expect(timeWords({ relative: { unit: 'month', shift: -2 } }, undefined)).toBe('2 months ago');
    expect(timeWords({ relative: { unit: 'week', last: 3 } }, { from: '2026-11-02', to: '2026-11-22' })).toBe(
      '2 Nov – 22 Nov 2026',
    );
    expect(timeWords(null, undefined)).toBe('All time');
    expect(weekdayWords([1, 2, 3, 4, 5])).toBe('Weekdays');
    expect(weekdayWords([6, 7])).toBe('Weekends');
    expect(weekdayWords([1, 3])).toBe('Mon, Wed');
    expect(hourWords([9, 10, 11])).toBe('09:00 to 12:00');
    expect(hourWords([23])).toBe('23:00 to 00:00');
    expect(hourWords([1, 5])).toBe('01:00, 05:00');
  });

  it('of order, thresholds and paths', () => {
    expect(orderWords({ by: 'a' }, label, true)).toBe('A, highest first');
    expect(orderWords({ by: 'a', dir: 'desc', value: 'change' }, label, true)).toBe(
      'change in A, highest first',
    );
    expect(orderWords({ by: 'date' }, label, false)).toBe('DATE, first first');
    expect(
      havingWords(
        {
          any: [
            { metric: 'a', op: 'lt', value: 2 },
            { metric: 'b', op: 'gte', value: 3 },
          ],
        },
        label,
      ),
    ).toBe('A is less than 2 or B is at least 3');
  });
});
