import type { Conversation, Plan, Turn } from '@truffle/types/api';
import { describe, expect, it } from 'vitest';
import { model } from '@/test/fixtures';
import { complete, completions, mentionAt } from './ask/complete';
import { stepOf } from './ask/useAsk';
import { axisWord } from './axis';
import { filterProblem, opsFor, scalarsFor } from './filtering';
import { followUpsOf } from './followUps';
import { askedOf, examplesOf, planKey, questionOf, sectionsOf, versionsOf, withTurn } from './model';
import { rulesOf } from './rules';

const plan: Plan = { version: 1, metrics: ['sessions'], time: { relative: { unit: 'day', last: 28 } } };

const conversation: Conversation = {
  id: 'cnv_1',
  name: null,
  title: 'sessions',
  owner_id: 'usr_1',
  owner_name: 'Ana Ruiz',
  is_mine: true,
  pinned: false,
  shared: false,
  turns: 1,
  created_at: '2026-11-24T08:00:00Z',
  updated_at: '2026-11-24T08:00:00Z',
  history: null,
};

const turn = (number: number, question: string | null, replaces: number | null = null): Turn => ({
  number,
  replaces,
  question,
  kind: 'plan',
  envelope: { kind: 'plan', plan, reading: 'Sessions' },
  data_version: 'v1',
  created_at: '2026-11-24T08:00:00Z',
});

describe('plans that ask the same', () => {
  it('have one key, whichever way absence is written', () => {
    const written = {
      version: 1,
      time: { all: false, from: null, relative: { last: 28, shift: 0, to_date: false, unit: 'day' } },
      metrics: ['sessions'],
      offset: 0,
      dimensions: [],
      filter: null,
    };
    expect(planKey(written)).toBe(planKey(plan));
    expect(planKey({ ...written, limit: 5 })).not.toBe(planKey(plan));
    expect(planKey({ field: 'is_new', value: false })).not.toBe(planKey({ field: 'is_new' }));
    expect(planKey({ field: 'n', value: 0 })).not.toBe(planKey({ field: 'n' }));
  });
});

describe('turns', () => {
  it('asked in the place of one another are versions of one question', () => {
    const history = [
      turn(1, 'a'),
      turn(2, 'b'),
      turn(3, null, 2),
      turn(4, null, 3),
      turn(5, 'c', 4),
      turn(6, 'd'),
    ];
    const groups = versionsOf(history);
    expect(groups.map((group) => group.map((one) => one.number))).toEqual([[1], [2, 3, 4, 5], [6]]);
    const [, group = []] = groups;
    expect([0, 1, 2, 3].map((at) => questionOf(group, at))).toEqual(['b', 'b', 'b', 'c']);
    expect(questionOf([turn(1, null)], 0)).toBeNull();
  });

  it('are added before the server has said so, without their rows, once each', () => {
    const now = new Date('2026-11-24T09:00:00Z');
    const asked = {
      kind: 'plan' as const,
      plan,
      reading: 'Sessions',
      conversation: { ...conversation, turns: 2 },
    };
    const one = withTurn({ ...conversation, history: [turn(1, 'a')] }, asked, 'b', null, now);
    expect(one?.history?.map(({ number, question }) => [number, question])).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
    expect(one?.history?.[1]?.envelope).toEqual({ kind: 'plan', plan, reading: 'Sessions' });
    expect(withTurn(one, asked, 'b', null, now)?.history).toHaveLength(2);
    expect(withTurn(undefined, { kind: 'refuse' }, 'b', null, now)).toBeUndefined();
  });

  it('say their kind by what they hold', () => {
    expect(askedOf({ plan, reading: 'x' }).kind).toBe('plan');
    expect(askedOf({ about: 'metric', question: 'x' }).kind).toBe('clarify');
    expect(askedOf({ reason: 'cause' }).kind).toBe('refuse');
  });

  it('tell their steps', () => {
    expect(stepOf('reading', { kind: 'plan', reading: 'Sessions' })).toEqual({
      step: 'running',
      reading: 'Sessions',
    });
    expect(stepOf('reading', { kind: 'refuse' })).toEqual({ step: 'running', reading: null });
    expect(stepOf('rows', { rows: 3 })).toEqual({ step: 'writing', rows: 3 });
    expect(stepOf('else', null)).toEqual({});
  });
});

it('chats stand by the day of their last turn, pinned ones first', () => {
  const now = new Date(2026, 10, 24, 0, 30);
  const at = (id: string, date: Date, pinned = false): Conversation => ({
    ...conversation,
    id,
    pinned,
    updated_at: date.toISOString(),
  });
  const items = [
    at('p', new Date(2026, 0, 1), true),
    at('a', new Date(2026, 10, 24, 0, 5)),
    at('b', new Date(2026, 10, 23, 23, 55)),
    at('c', new Date(2026, 10, 22, 12)),
  ];
  expect(
    sectionsOf(items, now).map(({ title, items: found }) => [title, found.map((one) => one.id)]),
  ).toEqual([
    ['Pinned', ['p']],
    ['Today', ['a']],
    ['Yesterday', ['b']],
    ['Earlier', ['c']],
  ]);
});

describe('what can be asked', () => {
  it('holds nothing that the model lacks', () => {
    const shapes = examplesOf(model).map((one) => one.shape);
    expect(shapes).toEqual(['Figures', 'Breakdowns', 'Over time', 'Funnels', 'Who comes back', 'Paths']);
    const bare = examplesOf({ ...model, metrics: [], dimensions: [], events: [] });
    expect(bare.map((one) => one.shape)).toEqual(['Who comes back']);
    expect(examplesOf(undefined)).toEqual([]);
  });

  it('next, as plans', () => {
    expect(followUpsOf(plan, model).map((one) => one.label)).toEqual([
      'Compared with the period before',
      'By day',
      'By channel group',
      'By device',
    ]);
    const broken: Plan = {
      ...plan,
      dimensions: [{ name: 'channel_group' }],
      compare: { to: 'previous_year' },
    };
    expect(followUpsOf(broken, model).map((one) => one.label)).toEqual(['By day', 'By device', 'By country']);
    expect(followUpsOf({ ...plan, metrics: ['customer_lifetime_value'] }, model).at(-1)?.label).toBe(
      'By customer city',
    );
    expect(followUpsOf({ version: 1, metrics: [], funnel: { steps: [] } }, model)).toEqual([]);
  });
});

describe('names after @', () => {
  it.each([
    ['revenue by @dev', 15, { from: 11, typed: 'dev' }],
    ['@', 1, { from: 0, typed: '' }],
    ['a@b.example', 11, null],
    ['by @dev now', 11, null],
  ])('%s at %i', (text, cursor, mention) => {
    expect(mentionAt(text, cursor)).toEqual(mention);
  });

  it('are found by label or name, those that begin so first', () => {
    expect(completions(model, 'dev').map((one) => one.label)).toEqual(['Device']);
    expect(completions(model, 'purchase_rev').map((one) => one.label)).toEqual(['Revenue']);
    expect(completions(model, 'co')[0]?.label).toBe('Conversion rate');
    expect(completions(model, '')).toHaveLength(8);
  });

  it('take the place of what was typed', () => {
    expect(complete('by @dev now', 7, { from: 3, typed: 'dev' }, 'Device')).toEqual({
      text: 'by device now',
      cursor: 9,
    });
    expect(complete('@rev', 4, { from: 0, typed: 'rev' }, 'Revenue')).toEqual({
      text: 'revenue ',
      cursor: 8,
    });
  });
});

describe('filters as rules of an audience', () => {
  const filtered = (filter: Plan['filter']): Plan => ({ ...plan, filter: filter ?? null });
  it('when each is about a customer', () => {
    const country = { field: 'customer_country', op: 'eq' as const, value: 'Germany' };
    expect(rulesOf(filtered(country), model)).toEqual({ all: [country] });
    expect(
      rulesOf(filtered({ all: [country, { field: 'country', op: 'eq', value: 'x' }] }), model),
    ).toBeNull();
    expect(rulesOf(filtered({ not: country }), model)).toEqual({ all: [{ not: country }] });
    expect(rulesOf(plan, model)).toBeNull();
    expect(rulesOf(filtered({ metric: 'orders', op: 'gte', value: 2 }), model)).not.toBeNull();
    expect(rulesOf(filtered({ metric: 'sessions', op: 'gte', value: 2 }), model)).toBeNull();
  });

  it('an event without a time is one of the plan’s own days', () => {
    expect(rulesOf(filtered({ did: { event: 'purchase' } }), model)).toEqual({
      all: [{ did: { event: 'purchase', time: plan.time } }],
    });
    expect(rulesOf({ ...filtered({ did: { event: 'purchase' } }), time: { all: true } }, model)).toEqual({
      all: [{ did: { event: 'purchase' } }],
    });
    expect(rulesOf(filtered({ did: { event: 'purchase', scope: 'session' } }), model)).toBeNull();
    const where = { field: 'campaign', op: 'eq' as const, value: 'x' };
    expect(rulesOf(filtered({ did: { event: 'purchase', where } }), model)).toBeNull();
  });
});

describe('a filter by hand', () => {
  it('offers what its field can say', () => {
    expect(opsFor('text')).toContain('contains');
    expect(opsFor('integer')).toContain('between');
    expect(opsFor('boolean')).toEqual(['eq', 'ne']);
  });

  it('writes values as the plan wants them', () => {
    expect(scalarsFor('integer', 'between', ['1', '5', '9'])).toEqual([1, 5]);
    expect(scalarsFor('text', 'in', ['a', 'b'])).toEqual(['a', 'b']);
    expect(scalarsFor('text', 'eq', ['a', 'b'])).toEqual(['a']);
    expect(scalarsFor('boolean', 'eq', [])).toEqual([true]);
    expect(scalarsFor('boolean', 'eq', ['false'])).toEqual([false]);
  });

  it('says what is missing', () => {
    expect(filterProblem('in', [], 'text')).toBe('Choose a value.');
    expect(filterProblem('between', ['1', ''], 'integer')).toBe('Write both ends.');
    expect(filterProblem('gt', ['x'], 'integer')).toBe('Write a number.');
    expect(filterProblem('is_null', [], 'text')).toBeNull();
    expect(filterProblem('gt', ['3'], 'integer')).toBeNull();
  });
});

it('an axis writes days by their grain, weekdays and hours as people do', () => {
  const by = (grain: 'day' | 'month' | 'quarter' | 'year'): Plan => ({
    ...plan,
    dimensions: [{ name: 'date', grain }],
  });
  const date = { name: 'date', type: 'date' };
  expect(axisWord(by('day'), date, '2026-10-05')).toBe('5 Oct 2026');
  expect(axisWord(by('month'), date, '2026-10-01')).toBe('Oct 2026');
  expect(axisWord(by('quarter'), date, '2026-10-01')).toBe('Q4 2026');
  expect(axisWord(by('year'), date, '2026-01-01')).toBe('2026');
  expect(axisWord(plan, { name: 'date', type: 'timestamp' }, '2026-11-23T07:00:00Z')).toBe('23 Nov, 07:00');
  expect(axisWord(plan, { name: 'day_of_week', type: 'integer' }, '1')).toBe('Monday');
  expect(axisWord(plan, { name: 'hour', type: 'integer' }, '9')).toBe('09:00');
  expect(axisWord(plan, { name: 'country', type: 'text' }, 'Germany')).toBe('Germany');
});
