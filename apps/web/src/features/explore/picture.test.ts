import type { Answer, Cell, Column, Plan } from '@truffle/types/api';
import { describe, expect, it } from 'vitest';
import { answer, compared, dimensionColumn, metricColumn } from '@/test/fixtures';
import {
  barsOf,
  cohortsOf,
  funnelsOf,
  groupsOf,
  hopsOf,
  linesOf,
  ownMetrics,
  pictureOf,
  type Picture,
} from './picture';

const plan: Plan = { version: 1, metrics: ['sessions'] };
const date = dimensionColumn('date', 'date');
const country = dimensionColumn('country');
const channel = dimensionColumn('channel_group');
const sessions = metricColumn('sessions');
const fixed = (name: string, kind: string, type: string): Column => ({ ...sessions, name, kind, type });
const funnel: Plan = { version: 1, metrics: [], funnel: { steps: [] } };
const steps = [
  fixed('step', 'dimension', 'integer'),
  fixed('label', 'dimension', 'text'),
  fixed('count', 'metric', 'integer'),
  fixed('rate_from_first', 'metric', 'number'),
  fixed('rate_from_previous', 'metric', 'number'),
];
const retention: Plan = {
  version: 1,
  metrics: [],
  retention: { cohort: { did: { event: 'x' } }, grain: 'week', periods: 4 },
};
const cohorts = [
  fixed('cohort', 'dimension', 'date'),
  fixed('period', 'dimension', 'integer'),
  fixed('users', 'metric', 'integer'),
  fixed('rate', 'metric', 'number'),
];
const path: Plan = { version: 1, metrics: [], path: { field: 'page_path', steps: 2 } };
const hops = [
  fixed('step', 'dimension', 'integer'),
  fixed('source', 'dimension', 'text'),
  fixed('target', 'dimension', 'text'),
  fixed('count', 'metric', 'integer'),
];

describe('the picture that fits', () => {
  const two = [
    ['2026-11-01', 1],
    ['2026-11-02', 2],
  ];
  it.each<[string, Plan, Answer, Picture['kind']]>([
    ['no rows', plan, answer([sessions], []), 'nothing'],
    ['one row', plan, answer([sessions, metricColumn('transactions')], [[1, 2]]), 'figures'],
    ['days', plan, answer([date, sessions], two), 'line'],
    ['hours', plan, answer([{ ...date, type: 'timestamp' }, sessions], two), 'line'],
    ['one day', plan, answer([date, sessions], two.slice(1)), 'bars'],
    ['countries', plan, answer([country, sessions], [['US', 1]]), 'bars'],
    ['countries by channel', plan, answer([country, channel, sessions], [['US', 'Direct', 1]]), 'groups'],
    [
      'days by channel',
      plan,
      answer(
        [channel, date, sessions],
        [
          ['Direct', '2026-11-01', 1],
          ['Direct', '2026-11-02', 1],
        ],
      ),
      'line',
    ],
    ['three breakdowns', plan, answer([country, channel, date, sessions], [['a', 'b', 'c', 1]]), 'table'],
    ['a funnel', funnel, answer(steps, [[1, 'a', 10, 1, null]]), 'funnel'],
    ['a funnel by device', funnel, answer([country, ...steps], [['US', 1, 'a', 10, 1, null]]), 'funnel'],
    ['retention', retention, answer(cohorts, [['2026-11-02', 0, 5, 1]]), 'retention'],
    [
      'retention by country',
      retention,
      answer([country, ...cohorts], [['US', '2026-11-02', 0, 5, 1]]),
      'table',
    ],
    ['a path', path, answer(hops, [[1, 'a', 'b', 5]]), 'path'],
  ])('%s', (_, asked, given, kind) => {
    expect(pictureOf(asked, given).kind).toBe(kind);
  });

  it('counts what stands beside a metric as no metric', () => {
    expect(ownMetrics(answer(compared('sessions'), [])).map((column) => column.name)).toEqual(['sessions']);
    /* A metric may end with such a word itself. */
    expect(ownMetrics(answer([metricColumn('market_share')], []))).toHaveLength(1);
  });
});

function lineOf(given: Answer): Extract<Picture, { kind: 'line' }> {
  const picture = pictureOf(plan, given);
  if (picture.kind !== 'line') throw new Error(picture.kind);
  return picture;
}

describe('lines', () => {
  it('one for the metric, one for before', () => {
    const rows: Cell[][] = [
      ['2026-11-02', 4, 2, 2, 100],
      ['2026-11-01', 3, null, null, null],
    ];
    const given = answer([date, ...compared('sessions')], rows);
    const { points, series } = linesOf(given, lineOf(given), sessions);
    expect(series.map((one) => one.label)).toEqual(['Sessions', 'Before']);
    expect(points).toEqual([
      { at: '2026-11-01', now: 3, before: null },
      { at: '2026-11-02', now: 4, before: 2 },
    ]);
  });

  it('the eight largest of a second dimension, and how many are left', () => {
    const names = Array.from({ length: 11 }, (_, index) => `c${index}`);
    const rows = names.flatMap((name, index): Cell[][] => [
      [name, '2026-11-01', index],
      [name, '2026-11-02', index],
    ]);
    const given = answer([country, date, sessions], rows);
    const { points, series, left } = linesOf(given, lineOf(given), sessions);
    expect(series.map((one) => one.label)).toEqual(['c10', 'c9', 'c8', 'c7', 'c6', 'c5', 'c4', 'c3']);
    expect(left).toBe(3);
    expect(points[0]).toMatchObject({ at: '2026-11-01', s0: 10, s7: 3 });
  });
});

describe('bars', () => {
  it('are as long as their share of the longest, before included', () => {
    const rows = [
      ['US', 50, 100, -50, -50],
      ['', null, 20, null, null],
    ];
    const bars = barsOf(answer([country, ...compared('sessions')], rows), country, sessions);
    expect(bars).toEqual([
      { name: 'US', value: 50, before: 100, length: 0.5, beforeLength: 1 },
      { name: '(not set)', value: null, before: 20, length: 0, beforeLength: 0.2 },
    ]);
  });

  it('below zero and all zero have no length', () => {
    const bars = barsOf(
      answer(
        [country, sessions],
        [
          ['a', 0],
          ['b', -3],
        ],
      ),
      country,
      sessions,
    );
    expect(bars.map((bar) => bar.length)).toEqual([0, 0]);
  });

  it('in groups keep the same order of the second dimension', () => {
    const rows: Cell[][] = [
      ['US', 'Email', 1],
      ['US', 'Direct', 8],
      ['CA', 'Direct', 4],
    ];
    const given = answer([country, channel, sessions], rows);
    const picture = pictureOf(plan, given);
    if (picture.kind !== 'groups') throw new Error(picture.kind);
    const { groups, series, left } = groupsOf(given, picture, sessions);
    expect(series).toEqual(['Direct', 'Email']);
    expect(left).toBe(0);
    expect(groups[0]?.bars.map(({ name, length, series: colour }) => [name, length, colour])).toEqual([
      ['Direct', 1, 0],
      ['Email', 0.125, 1],
    ]);
    expect(groups[1]?.bars).toHaveLength(1);
  });
});

describe('shapes', () => {
  it('a funnel for each value', () => {
    const given = answer(
      [country, ...steps],
      [
        ['US', 1, 'view', 10, 1, null],
        ['US', 2, 'buy', 5, 0.5, 0.5],
        ['CA', 1, 'view', 4, 1, null],
      ],
    );
    const found = funnelsOf(given, country);
    expect(found.map((one) => [one.name, one.steps.length])).toEqual([
      ['US', 2],
      ['CA', 1],
    ]);
    expect(found[0]?.steps[1]).toEqual({
      label: 'buy',
      count: 5,
      fromFirst: 0.5,
      fromPrevious: 0.5,
      row: given.rows[1],
    });
  });

  it('cohorts are as wide as the widest, with nothing where no period was', () => {
    const given = answer(cohorts, [
      ['2026-11-02', 0, 10, 1],
      ['2026-11-02', 1, 4, 0.4],
      ['2026-11-09', 0, 8, 1],
    ]);
    expect(cohortsOf(given)).toEqual({
      periods: 2,
      cohorts: [
        { cohort: '2026-11-02', users: 10, rates: [1, 0.4], row: given.rows[0] },
        { cohort: '2026-11-09', users: 8, rates: [1, null], row: given.rows[2] },
      ],
    });
  });

  it('hops by step, the most frequent first', () => {
    const given = answer(hops, [
      [2, 'b', 'c', 5],
      [1, 'a', 'b', 3],
      [1, 'a', 'd', 10],
    ]);
    expect(hopsOf(given).map((hop) => [hop.step, hop.target, hop.length])).toEqual([
      [1, 'd', 1],
      [1, 'b', 0.3],
      [2, 'c', 0.5],
    ]);
  });
});
