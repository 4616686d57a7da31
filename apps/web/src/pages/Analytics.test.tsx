import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { expectAccessible } from '@/test/accessible';
import { answer, compared, kpis, me, model } from '@/test/fixtures';
import { renderApp } from '@/test/renderApp';
import { fail, hang, reply } from '@/test/server';

/* A chart has no size here; what goes into it is tested in answers.test.ts. */
vi.mock('@/features/analytics/TrendChart', () => ({ TrendChart: () => null }));

const figures = (): Promise<HTMLElement> => screen.findByRole('group', { name: 'Key figures' });

describe('Overview', () => {
  it('shows the figures, how they moved and what they were', async () => {
    renderApp('/analytics');
    const row = await figures();
    const revenue = within(row).getByRole('button', { name: 'Revenue' }).closest('article');
    expect(revenue).toHaveTextContent('$124K');
    expect(revenue).toHaveTextContent('down 5.1%');
    expect(revenue).toHaveTextContent('was $131K');
    expect(screen.getByRole('heading', { level: 1, name: 'Overview' })).toBeInTheDocument();
    expect(screen.getByText('Data to 23 Nov 2026')).toBeInTheDocument();
    expect(await screen.findByRole('row', { name: /Paid Search/ })).toHaveTextContent('13,667');
    await expectAccessible();
  });

  it('keeps the view in the address: metric, period, breakdown, filter', async () => {
    const { user, address } = renderApp('/analytics');
    await user.click(within(await figures()).getByRole('button', { name: 'Revenue' }));
    await waitFor(() => {
      expect(address()).toBe('/analytics?metric=purchase_revenue');
    });
    await user.click(screen.getByRole('button', { name: /Last 28 days/ }));
    await user.keyboard('w');
    await waitFor(() => {
      expect(address()).toBe('/analytics?period=7d&metric=purchase_revenue');
    });
    await user.click(await screen.findByRole('tab', { name: 'Countries' }));
    await user.click(await screen.findByRole('button', { name: 'Paid Search' }));
    await waitFor(() => {
      expect(address()).toBe(
        '/analytics?period=7d&f=country:eq:Paid+Search&metric=purchase_revenue&by=country',
      );
    });
    await user.click(await screen.findByRole('button', { name: 'Remove the filter Country is Paid Search' }));
    await waitFor(() => {
      expect(address()).not.toContain('f=');
    });
  });

  it('asks for exactly what the address says', async () => {
    const asked = reply('GET /api/analytics/kpis', kpis);
    const plans = reply('POST /api/query', answer([], []));
    renderApp('/analytics?period=90d&compare=none&f=country:in:US,CA&metric=transactions');
    await figures();
    expect(asked[0]?.url.search).toBe('?period=90d&compare=none&f=country%3Ain%3AUS%2CCA');
    const wanted = {
      version: 1,
      metrics: ['transactions'],
      dimensions: [{ name: 'date', grain: 'week' }],
      time: { relative: { unit: 'day', last: 90 } },
      filter: { field: 'country', op: 'in', values: ['US', 'CA'] },
    };
    await waitFor(() => {
      expect(plans.map((plan) => plan.body)).toContainEqual(wanted);
    });
  });

  it('says which part of an address it could not read', async () => {
    renderApp('/analytics?period=nonsense');
    expect(
      await screen.findByText("The period “nonsense” isn't known; the usual one is shown."),
    ).toBeInTheDocument();
  });

  it('tells how a figure is made', async () => {
    const { user } = renderApp('/analytics');
    await figures();
    await user.click(screen.getByRole('button', { name: 'How is this made? Sessions' }));
    const dialog = await screen.findByRole('dialog', { name: 'How is this made? Sessions' });
    expect(dialog).toHaveTextContent('Sessions, as the model defines it.');
    expect(dialog).toHaveTextContent('b1946ac92492d234');
    expect(within(dialog).getByRole('region', { name: 'SQL' })).toHaveTextContent('SELECT count(*)');
  });

  it('shows the table behind the chart', async () => {
    renderApp('/analytics?chart=table');
    const table = await screen.findByRole('table', { name: 'Sessions by day' });
    expect(within(table).getAllByRole('row')).toHaveLength(29);
    await expectAccessible();
  });

  it('says that data are late', async () => {
    reply('GET /api/analytics/kpis', { ...kpis, answer: { ...kpis.answer, data_until: '2026-11-20' } });
    renderApp('/analytics');
    expect(await screen.findByText(/Data to 20 Nov 2026/)).toHaveTextContent('later than expected');
  });

  it('keeps its shape while it loads', async () => {
    hang('GET /api/analytics/kpis');
    renderApp('/analytics');
    expect(await screen.findByText('Loading the key figures')).toBeInTheDocument();
    expect(screen.getByRole('heading', { level: 1, name: 'Overview' })).toBeInTheDocument();
  });

  it('tells what failed, keeps the rest and tries again', async () => {
    fail('GET /api/analytics/kpis', { status: 500, detail: 'The warehouse did not answer.' });
    const { user } = renderApp('/analytics');
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent("Couldn't load the key figures");
    expect(alert).toHaveTextContent('req_1');
    expect(await screen.findByRole('row', { name: /Paid Search/ })).toBeInTheDocument();
    reply('GET /api/analytics/kpis', kpis);
    await user.click(within(alert).getByRole('button', { name: 'Try again' }));
    await figures();
  });

  it('begins with nothing loaded', async () => {
    reply('GET /api/model', { ...model, first_day: null, last_day: null });
    renderApp('/analytics');
    expect(await screen.findByText('No data loaded yet')).toBeInTheDocument();
    expect(screen.getByText('truffle demo')).toBeInTheDocument();
    await expectAccessible();
  });

  const zero = { ...kpis, answer: answer(compared('sessions'), [[0, 0, 0, null]]) };

  it('offers the nearest days when a period is empty', async () => {
    reply('GET /api/analytics/kpis', {
      ...zero,
      answer: { ...zero.answer, from: '2025-01-01', to: '2025-01-31' },
    });
    const { user, address } = renderApp('/analytics?period=2025-01-01..2025-01-31');
    await user.click(await screen.findByRole('button', { name: 'Show 27 Oct – 23 Nov 2026' }));
    await waitFor(() => {
      expect(address()).toBe('/analytics?period=2026-10-27..2026-11-23');
    });
  });

  it('offers to clear filters when nothing matches', async () => {
    reply('GET /api/analytics/kpis', ({ url }) => (url.searchParams.has('f') ? zero : kpis));
    const { user, address } = renderApp('/analytics?f=country:eq:Atlantis');
    expect(await screen.findByText('No sessions match this filter')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Clear filters' }));
    await figures();
    expect(address()).toBe('/analytics');
  });

  it('says who can when a person can not', async () => {
    reply('GET /api/auth/me', { ...me, can: ['audience_list'] });
    renderApp('/analytics');
    expect(await screen.findByText("You can't see Overview")).toBeInTheDocument();
    expect(
      within(screen.getByRole('navigation', { name: 'Sections' })).queryByText('Overview'),
    ).not.toBeInTheDocument();
  });
});
