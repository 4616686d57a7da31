import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from '@/test/accessible';
import { expected, failedJob, job, me, receipt, runningJob, waitingJob } from '@/test/fixtures';
import { renderApp } from '@/test/renderApp';
import { fail, hang, reply } from '@/test/server';

describe('Activation', () => {
  it('lists pushes with state, cause and people', async () => {
    renderApp('/activation');
    const rows = await screen.findAllByRole('row');
    expect(rows).toHaveLength(6);
    expect(screen.getByText('Syncing 62%')).toBeInTheDocument();
    expect(screen.getByText('The token of account 123-456-7890 expired.')).toBeInTheDocument();
    expect(screen.getByText('5,873 of 5,885')).toBeInTheDocument();
    await expectAccessible();
  });

  it('filters by state in the address', async () => {
    const { user, address } = renderApp('/activation');
    await user.click(await screen.findByRole('button', { name: 'State' }));
    await user.click(screen.getByRole('checkbox', { name: 'Failed' }));
    await waitFor(() => {
      expect(address()).toBe('/activation?state=failed');
    });
    await waitFor(() => {
      expect(screen.getAllByRole('row')).toHaveLength(2);
    });
    await expectAccessible();
  });

  it.each([
    ['/activation', 'Nothing has been sent yet'],
    ['/activation?q=zzz', 'No push matches these filters'],
  ])('is empty at %s: %s', async (path, text) => {
    reply('GET /api/activation/history', { items: [], next_cursor: null });
    renderApp(path);
    expect(await screen.findByText(text)).toBeInTheDocument();
    await expectAccessible();
  });

  it('loads, fails, and says who can', async () => {
    fail('GET /api/activation/history', { status: 500 }, 1);
    const { user, unmount } = renderApp('/activation');
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Syncing 62%')).toBeInTheDocument();
    unmount();
    hang('GET /api/activation/history');
    const second = renderApp('/activation');
    expect(await screen.findByText('Loading the pushes')).toBeInTheDocument();
    second.unmount();
    reply('GET /api/auth/me', { ...me, can: ['audience_list'] });
    renderApp('/activation');
    expect(await screen.findByText("You can't see the pushes")).toBeInTheDocument();
  });
});

describe('a new push', () => {
  it('goes from audience to account to settings, and asks for approval', async () => {
    const pushes = reply('POST /api/activation/audiences/{id}/push', waitingJob);
    const { user, address } = renderApp('/activation/new');
    await user.click(await screen.findByRole('button', { name: 'High-value lapsed' }));
    await user.click(await screen.findByRole('radio', { name: /Sandbox, Try-out/ }));
    await waitFor(() => {
      expect(address()).toBe('/activation/new?audience=aud_1&account=acc_2');
    });
    const list = await screen.findByLabelText('List name');
    await expectAccessible();
    await user.clear(screen.getByLabelText('Hold back (%)'));
    await user.type(screen.getByLabelText('Hold back (%)'), '60');
    await user.click(screen.getByRole('button', { name: /Send for approval/ }));
    expect(screen.getByText('A number from 0 to 50.')).toBeInTheDocument();
    expect(pushes).toHaveLength(0);
    await user.type(list, 'Lapsed');
    await user.clear(screen.getByLabelText('Hold back (%)'));
    await user.type(screen.getByLabelText('Hold back (%)'), '5');
    await user.click(screen.getByRole('button', { name: 'Send for approval: up to 10,377 people' }));
    await waitFor(() => {
      expect(address()).toBe('/activation/jobs/job_413');
    });
    expect(pushes[0]?.url.pathname).toBe('/api/activation/audiences/aud_1/push');
    expect(pushes[0]?.body).toEqual({
      account: 'acc_2',
      list_name: 'Lapsed',
      membership_days: 540,
      holdout_pct: 5,
      note: null,
    });
  });

  it('rehearses before it asks, and asks for a schedule with its band', async () => {
    const rehearsals = reply('POST /api/activation/audiences/{id}/rehearse', {
      audience_version: 7,
      expected,
      rehearsal: {
        receipt,
        requests: 2,
        cause: 'The list is full.',
        next_step: 'Make room.',
        at: '2026-11-23T09:02:00Z',
      },
      approvers: ['Ben'],
    });
    const pushes = reply('POST /api/activation/audiences/{id}/push', waitingJob);
    const { user } = renderApp('/activation/new?audience=aud_1&account=acc_1');
    await user.click(await screen.findByRole('button', { name: 'Rehearse' }));
    expect(await screen.findByRole('table', { name: /Where each member/ })).toBeInTheDocument();
    expect(screen.getByRole('alert')).toHaveTextContent('The list is full. Make room.');
    await expectAccessible();
    expect(rehearsals).toHaveLength(1);
    expect(pushes).toHaveLength(0);
    await user.selectOptions(screen.getByLabelText('Schedule'), 'Every Monday at 06:00');
    expect(screen.queryByRole('table')).not.toBeInTheDocument(); // it was of another push
    await user.clear(screen.getByLabelText('Ask again beyond (%)'));
    await user.type(screen.getByLabelText('Ask again beyond (%)'), '5');
    await user.click(screen.getByRole('button', { name: /Send for approval/ }));
    await waitFor(() => {
      expect(pushes[0]?.body).toMatchObject({ schedule: '0 6 * * 1', drift_pct: 5 });
    });
  });

  it('sends the same key again for the same request, another one for another', async () => {
    const pushes = fail('POST /api/activation/audiences/{id}/push', { status: 503 });
    const { user } = renderApp('/activation/new?audience=aud_1&account=acc_1');
    const send = await screen.findByRole('button', { name: /Send for approval/ });
    for (const sent of [1, 2]) {
      await user.click(send);
      await waitFor(() => {
        expect(pushes).toHaveLength(sent);
      });
    }
    await user.type(screen.getByLabelText('Note to the approver'), 'x');
    await user.click(send);
    await waitFor(() => {
      expect(pushes).toHaveLength(3);
    });
    const keys = pushes.map((push) => push.headers.get('Idempotency-Key'));
    expect(keys[0]).toMatch(/^[0-9a-f]{32}.aud_1.acc_1$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it('puts the server’s word at its field, the rest above', async () => {
    fail(
      'POST /api/activation/audiences/{id}/push',
      { status: 422, errors: [{ pointer: '/list_name', detail: 'Too long.' }] },
      1,
    );
    const { user } = renderApp('/activation/new?audience=aud_1&account=acc_1');
    await user.click(await screen.findByRole('button', { name: /Send for approval/ }));
    expect(await screen.findByText('Too long.')).toBeInTheDocument();
    expect(screen.queryByText("Couldn't load the request")).not.toBeInTheDocument();
  });

  it('has nothing to send to without an account', async () => {
    reply('GET /api/accounts', { items: [], next_cursor: null });
    renderApp('/activation/new?audience=aud_1');
    expect(await screen.findByText('No ad account yet')).toBeInTheDocument();
  });
});

describe('a receipt', () => {
  it('has nine terms that add up, what is counted apart, and what the platform said', async () => {
    renderApp('/activation/jobs/job_412');
    expect(await screen.findByRole('heading', { level: 1, name: 'Receipt 412' })).toBeInTheDocument();
    const table = screen.getByRole('table');
    expect(within(table).getAllByRole('row')).toHaveLength(12);
    expect(within(table).getByRole('row', { name: /^Held out \(5%\)/ })).toHaveTextContent('624');
    expect(within(table).getByRole('row', { name: /^Sum/ })).toHaveTextContent('12,480 adds up');
    expect(screen.getByText('98.6 %')).toBeInTheDocument();
    expect(screen.getByText('Winter campaign, 20,000 USD.')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'JSON' })).toHaveAttribute(
      'href',
      '/api/activation/jobs/job_412',
    );
    await expectAccessible();
  });

  it('turns red when it does not add up', async () => {
    reply('GET /api/activation/jobs/{id}', { ...job, receipt: { ...receipt, sent: 5870, adds_up: false } });
    renderApp('/activation/jobs/job_412');
    expect(await screen.findByRole('alert')).toHaveTextContent("don't add up");
    expect(screen.getByRole('row', { name: /^Sum/ })).toHaveTextContent('off by 3');
    await expectAccessible();
  });

  it('says why it failed and retries only what failed', async () => {
    const retries = reply('POST /api/activation/jobs/{id}/retry', {
      ...failedJob,
      state: 'done',
      cause: null,
      next_step: null,
    });
    const { user } = renderApp('/activation/jobs/job_411');
    expect(await screen.findByText('The token of account 123-456-7890 expired.')).toBeInTheDocument();
    expect(screen.getByText('Connect the account again, then retry.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Retry what failed' }));
    await waitFor(() => {
      expect(retries).toHaveLength(1);
    });
  });

  it('shows progress and cancels with what that means', async () => {
    const cancels = reply('POST /api/activation/jobs/{id}/cancel', {
      ...runningJob,
      state: 'cancelled',
      acts: [],
    });
    const { user } = renderApp('/activation/jobs/job_415');
    expect(await screen.findByText('7,740 of 12,480')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Cancel the push' }));
    const dialog = await screen.findByRole('dialog');
    await expectAccessible();
    await user.click(within(dialog).getByRole('button', { name: 'Cancel the push' }));
    await waitFor(() => {
      expect(cancels).toHaveLength(1);
    });
  });

  it('shows what a waiting push would do', async () => {
    renderApp('/activation/jobs/job_413');
    expect(await screen.findByText('What this push would do')).toBeInTheDocument();
    expect(screen.getByText('5,885')).toBeInTheDocument();
    await expectAccessible();
  });

  it('loads, fails, is missing, and says who can', async () => {
    fail('GET /api/activation/jobs/{id}', { status: 500 }, 1);
    const { user, unmount } = renderApp('/activation/jobs/job_412');
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    await screen.findByRole('heading', { level: 1, name: 'Receipt 412' });
    unmount();
    fail('GET /api/activation/jobs/{id}', { status: 404 });
    const second = renderApp('/activation/jobs/job_0');
    expect(await screen.findByText("Nothing here, or it isn't shared with you")).toBeInTheDocument();
    second.unmount();
    reply('GET /api/auth/me', { ...me, can: [] });
    renderApp('/activation/jobs/job_412');
    expect(await screen.findByText("You can't see this receipt")).toBeInTheDocument();
  });
});
