import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from '@/test/accessible';
import { failedJob, me, ownJob, runningJob, waitingJob } from '@/test/fixtures';
import { renderApp } from '@/test/renderApp';
import { fail, hang, reply } from '@/test/server';

const history = (...items: (typeof waitingJob)[]): ReturnType<typeof reply> =>
  reply('GET /api/activation/history', { items, next_cursor: null });
const block = (): Promise<HTMLElement> => screen.findByRole('region', { name: 'Needs you' });

describe('Needs you', () => {
  it('links what can be decided and what stopped, and says why', async () => {
    const asked = history(failedJob, waitingJob, ownJob, runningJob);
    renderApp('/analytics');
    const needs = within(await block());
    const links = await needs.findAllByRole('link');
    expect(links.map((link) => link.getAttribute('href'))).toEqual([
      '/admin/governance?open=job_413',
      '/activation/jobs/job_411',
    ]);
    const [first, second] = needs.getAllByRole('listitem');
    expect(first).toHaveTextContent('High-value lapsed to Google Ads');
    expect(first).toHaveTextContent('Sends 5,885 people. Asked for by Ben Kim, 1 h ago.');
    expect(second).toHaveTextContent('Failed');
    expect(second).toHaveTextContent('Connect the account again, then retry.');
    expect(asked[0]?.url.searchParams.getAll('state')).toEqual([
      'waiting_for_approval',
      'paused',
      'failed',
      'partly_done',
    ]);
    await expectAccessible();
  });

  it('shows five, and where the rest is', async () => {
    history(...Array.from({ length: 8 }, (_, at) => ({ ...waitingJob, id: `job_5${at}` })));
    renderApp('/analytics');
    const needs = within(await block());
    expect(await needs.findByRole('link', { name: '3 more' })).toHaveAttribute('href', '/admin/governance');
    expect(needs.getAllByRole('listitem')).toHaveLength(5);
  });

  it('says that nothing needs this person', async () => {
    history(ownJob, runningJob);
    renderApp('/analytics');
    expect(await within(await block()).findByText('Nothing needs you')).toBeInTheDocument();
  });

  it('waits without holding up the figures', async () => {
    hang('GET /api/activation/history');
    renderApp('/analytics');
    expect(await within(await block()).findByText('Loading what needs you')).toBeInTheDocument();
    expect(await screen.findByRole('group', { name: 'Key figures' })).toBeInTheDocument();
  });

  it('fails alone and can be tried again', async () => {
    fail('GET /api/activation/history', { status: 500 }, 1);
    const { user } = renderApp('/analytics');
    const needs = within(await block());
    await user.click(await needs.findByRole('button', { name: 'Try again' }));
    await waitFor(() => {
      expect(needs.getAllByRole('link').length).toBeGreaterThan(0);
    });
    expect(screen.getByRole('group', { name: 'Key figures' })).toBeInTheDocument();
  });

  it('keeps what it knows when it could not be renewed, and says so', async () => {
    history(waitingJob);
    const { user } = renderApp('/analytics');
    const needs = within(await block());
    await needs.findByRole('link');
    fail('GET /api/activation/history', { status: 500 });
    await user.click(screen.getByRole('button', { name: 'Refresh' }));
    expect(await needs.findByRole('button', { name: 'Try again' })).toBeInTheDocument();
    expect(needs.getByRole('link')).toHaveAttribute('href', '/admin/governance?open=job_413');
  });

  it('says who can see pushes, and does not ask', async () => {
    reply('GET /api/auth/me', { ...me, can: ['analytics_kpis', 'query_run'] });
    const asked = history(waitingJob);
    renderApp('/analytics');
    expect(await within(await block()).findByText(/Everyone with the role user can\./)).toBeInTheDocument();
    expect(asked).toHaveLength(0);
  });
});
