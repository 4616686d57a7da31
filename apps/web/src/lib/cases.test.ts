import type { Answer, Cell, Column } from '@truffle/types/api';
import { expect, it } from 'vitest';
import { answer, dimensionColumn, metricColumn, model, plan } from '@/test/fixtures';
import { fewIn, missingCases } from './cases';

const by = dimensionColumn('channel_group');
const rate = metricColumn('conversion_rate');
const sessions = metricColumn('sessions');

it('a rate of fewer than 30 cases is marked, by the count beside it', () => {
  const few = answer(
    [by, rate, sessions],
    [
      ['Email', 0.5, 29],
      ['Direct', 0.02, 30],
      ['Referral', 0.1, null],
    ],
  );
  const of = fewIn(few, model);
  expect(few.rows.map((row) => of(row, 'conversion_rate'))).toEqual(['Fewer than 30 sessions', null, null]);
  expect(few.rows.map((row) => of(row, 'sessions'))).toEqual([null, null, null]);
  expect(of(undefined, 'conversion_rate')).toBeNull();
});

it('or by the same rows asked for with the counts, in whatever order', () => {
  const asked = { ...plan, metrics: ['conversion_rate', 'average_order_value'] };
  expect(missingCases(asked, model)).toEqual(['sessions']);
  expect(missingCases({ ...asked, metrics: ['conversion_rate', 'sessions'] }, model)).toEqual([]);
  const alone = answer(
    [by, rate],
    [
      ['Email', 0.5],
      ['Direct', 0.02],
    ],
  );
  const more = answer(
    [by, rate, sessions],
    [
      ['Direct', 0.02, 412],
      ['Email', 0.5, 2],
    ],
  );
  expect(alone.rows.map((row) => fewIn(alone, model)(row, 'conversion_rate'))).toEqual([null, null]);
  expect(alone.rows.map((row) => fewIn(alone, model, more)(row, 'conversion_rate'))).toEqual([
    'Fewer than 30 sessions',
    null,
  ]);
});

const shaped = (names: string[], rows: Cell[][]): Answer =>
  answer(
    names.map((name): Column => (name === 'label' ? dimensionColumn(name) : { ...sessions, name })),
    rows,
  );

it('a step of a funnel is of those at the step before, and at the first', () => {
  const funnel = shaped(
    ['step', 'label', 'count', 'rate_from_first', 'rate_from_previous'],
    [
      [1, 'View', 100, 1, null],
      [2, 'Cart', 20, 0.2, 0.2],
      [3, 'Buy', 10, 0.1, 0.5],
      [1, 'View', 12, 1, null],
      [2, 'Cart', 3, 0.25, 0.25],
    ],
  );
  const of = fewIn(funnel, model);
  const previous = 'Fewer than 30 at the step before';
  expect(funnel.rows.map((row) => of(row, 'rate_from_previous'))).toEqual([
    null,
    null,
    previous,
    null,
    previous,
  ]);
  expect(funnel.rows.map((row) => of(row, 'rate_from_first') !== null)).toEqual([
    false,
    false,
    false,
    false,
    true,
  ]);
});

it('a cohort’s rates are of those who were in it', () => {
  const retention = shaped(
    ['cohort', 'period', 'users', 'rate'],
    [
      ['2026-10-05', 0, 40, 1],
      ['2026-10-05', 1, 4, 0.1],
      ['2026-10-12', 0, 12, 1],
      ['2026-10-12', 1, 6, 0.5],
    ],
  );
  const of = fewIn(retention, model);
  expect(retention.rows.map((row) => of(row, 'rate') !== null)).toEqual([false, false, true, true]);
  expect(of(retention.rows[3], 'users')).toBeNull();
});
