import { screen, waitFor } from '@testing-library/react';
import type { Cond, Conversation, Plan, Turn } from '@truffle/types/api';
import { http, HttpResponse } from 'msw';
import { describe, expect, it, vi } from 'vitest';
import { expectAccessible } from '@/test/accessible';
import { answer, metricColumn } from '@/test/fixtures';
import { renderApp } from '@/test/renderApp';
import { reply, server } from '@/test/server';

vi.mock('@/features/explore/charts/Lines', () => ({ Lines: () => null }));

const plan: Plan = {
  version: 1,
  metrics: ['purchase_revenue'],
  time: { relative: { unit: 'month', shift: -1 } },
};

const conversation: Conversation = {
  id: 'cnv_1',
  name: null,
  title: 'revenue by channel',
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
const first: Turn = {
  number: 1,
  replaces: null,
  question: 'revenue by channel',
  kind: 'plan',
  envelope: { kind: 'plan', plan, reading: 'Revenue by channel' },
  data_version: 'v1',
  created_at: '2026-11-24T08:00:00Z',
};

describe('a chip of Explore', () => {
  const changes = async (
    shaped: Plan,
    change: (user: ReturnType<typeof renderApp>['user']) => Promise<void>,
  ): Promise<Plan | undefined> => {
    const turn = { ...first, envelope: { kind: 'plan' as const, plan: shaped, reading: 'Shaped' } };
    reply('GET /api/conversations/{id}', { ...conversation, history: [turn] });
    reply('POST /api/query', { ...answer([metricColumn('sessions')], []), plan: shaped });
    const asked: { plan: Plan; replaces: number }[] = [];
    server.use(
      http.post<never, { plan: Plan; replaces: number }>('*/api/ask', async ({ request }) => {
        asked.push(await request.json());
        return HttpResponse.json({ status: 422, code: 'invalid' }, { status: 422 });
      }),
    );
    const { user, unmount } = renderApp('/data-explorer/cnv_1');
    await screen.findByRole('group', { name: 'How the question was read' });
    await change(user);
    await waitFor(() => {
      expect(asked).toHaveLength(1);
    });
    unmount();
    const [sent] = asked;
    expect(sent?.replaces).toBe(1);
    return sent?.plan;
  };
  const time: Plan['time'] = { relative: { unit: 'month', shift: -1 } };
  const of = (event: string): Cond => ({ field: 'event_name', op: 'eq', value: event });

  it('a funnel’s steps are added, changed, moved and removed', async () => {
    const steps = ['view_item', 'add_to_cart', 'purchase'].map((event) => ({ filter: of(event) }));
    const funnel: Plan = { version: 1, metrics: [], time, funnel: { scope: 'session', steps } };
    const stepsOf = (plan: Plan | undefined): unknown => plan?.funnel?.steps.map((step) => step.filter);
    const added = await changes(funnel, async (user) => {
      await user.click(screen.getByRole('button', { name: 'Add a step' }));
      await user.type(await screen.findByRole('searchbox', { name: 'Event' }), 'begin{Enter}');
    });
    expect(stepsOf(added)).toEqual([
      of('view_item'),
      of('add_to_cart'),
      of('purchase'),
      of('begin_checkout'),
    ]);
    const renamed = await changes(funnel, async (user) => {
      await user.click(screen.getByRole('button', { name: 'Step 2 Add to cart' }));
      await expectAccessible();
      await user.selectOptions(await screen.findByLabelText('Event'), 'begin_checkout');
    });
    expect(stepsOf(renamed)).toEqual([of('view_item'), of('begin_checkout'), of('purchase')]);
    const moved = await changes(funnel, async (user) => {
      await user.click(screen.getByRole('button', { name: 'Step 3 Purchase' }));
      await user.click(await screen.findByRole('button', { name: 'Earlier' }));
    });
    expect(stepsOf(moved)).toEqual([of('view_item'), of('purchase'), of('add_to_cart')]);
    const removed = await changes(funnel, (user) =>
      user.click(screen.getByRole('button', { name: 'Remove step 1 View item' })),
    );
    expect(stepsOf(removed)).toEqual([of('add_to_cart'), of('purchase')]);
    const users = await changes(funnel, async (user) => {
      await user.click(screen.getByRole('button', { name: 'Of sessions' }));
      await user.selectOptions(await screen.findByRole('combobox', { name: 'Of' }), 'user');
      await user.type(screen.getByLabelText('Within days'), '7');
      await user.click(screen.getByRole('button', { name: 'Apply' }));
    });
    expect(users?.funnel).toMatchObject({ scope: 'user', within_days: 7, ordered: true });
  });

  it('a retention has another unit, a path other ends', async () => {
    const retention: Plan = {
      version: 1,
      metrics: [],
      time,
      retention: { cohort: of('first_visit'), grain: 'week', periods: 8 },
    };
    const monthly = await changes(retention, async (user) => {
      await user.click(screen.getByRole('button', { name: /^Retention / }));
      await user.selectOptions(await screen.findByLabelText('Cohorts by'), 'month');
      await user.clear(screen.getByLabelText('Months after'));
      await user.type(screen.getByLabelText('Months after'), '3');
      await user.selectOptions(screen.getByLabelText('Comes back with'), 'purchase');
      await expectAccessible();
      await user.click(screen.getByRole('button', { name: 'Apply' }));
    });
    expect(monthly?.retention).toEqual({
      cohort: of('first_visit'),
      grain: 'month',
      periods: 3,
      returns: of('purchase'),
    });
    const path: Plan = {
      version: 1,
      metrics: [],
      time,
      path: { field: 'event_name', start: of('view_item'), steps: 3, scope: 'session' },
    };
    const ended = await changes(path, async (user) => {
      await user.click(screen.getByRole('button', { name: 'Add an end' }));
      await user.type(await screen.findByLabelText('Values', { selector: 'input' }), 'purchase');
      await user.click(screen.getByRole('button', { name: 'Add the filter' }));
    });
    expect(ended?.path).toMatchObject({
      start: of('view_item'),
      end: { field: 'event_name', op: 'in', values: ['purchase'] },
    });
    const anywhere = await changes(path, (user) =>
      user.click(screen.getByRole('button', { name: 'Remove from Event is view_item' })),
    );
    expect(anywhere?.path?.start).toBeNull();
  });

  it('nested conditions are changed, turned from "and" to "or", and removed', async () => {
    const germany: Cond = { field: 'country', op: 'eq', value: 'Germany' };
    const mobile: Cond = { field: 'device_category', op: 'eq', value: 'mobile' };
    const bought: Cond = { did: { event: 'purchase' } };
    const filter: Cond = { any: [germany, { all: [mobile, { not: bought }] }] };
    const changed = await changes({ ...plan, filter }, async (user) => {
      await user.click(screen.getByRole('button', { name: /^Where Country is Germany or/ }));
      await user.click(await screen.findByRole('button', { name: 'Change users with purchase' }));
      await user.selectOptions(screen.getByLabelText('Event'), 'add_to_cart');
      await user.click(screen.getByRole('button', { name: 'Apply' }));
      const [outer, inner] = screen.getAllByLabelText('How they go together');
      expect(outer).toHaveValue('any');
      if (inner) await user.selectOptions(inner, 'any');
      await expectAccessible();
      await user.click(screen.getByRole('button', { name: 'Change Country is Germany' }));
      await user.selectOptions(screen.getByLabelText('Condition'), 'ne');
      await user.click(screen.getByRole('button', { name: 'Apply' }));
      await user.click(screen.getByRole('button', { name: 'Remove Device is mobile' }));
      await user.click(screen.getByRole('button', { name: 'Apply' }));
    });
    expect(changed?.filter).toEqual({
      any: [
        { field: 'country', op: 'ne', value: 'Germany' },
        { not: { did: { event: 'add_to_cart', times: null } } },
      ],
    });
  });
});
