import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from '@/test/accessible';
import { auditRows, me, ownJob, waitingJob } from '@/test/fixtures';
import { renderApp } from '@/test/renderApp';
import { fail, hang, reply } from '@/test/server';

const waiting = (...items: (typeof waitingJob)[]): void => {
  reply('GET /api/activation/history', ({ url }) => ({
    items: url.searchParams.getAll('state').includes('waiting_for_approval') ? items : [],
    next_cursor: null,
  }));
};

describe('what waits', () => {
  it('shows exactly what would be approved', async () => {
    waiting(waitingJob);
    renderApp('/admin/governance');
    expect(await screen.findByText('Sends')).toBeInTheDocument();
    expect(screen.getByText('Of 12,480 people in the audience.')).toBeInTheDocument();
    expect(screen.getByText('added: did not purchase in the last 30 days')).toBeInTheDocument();
    expect(screen.getByText('sha256:5d41402abc4b2a76')).toBeInTheDocument();
    expect(screen.getByRole('tab', { name: 'Waiting 1' })).toBeInTheDocument();
    await expectAccessible();
  });

  it('approves the digest that was shown, by keys, naming list and count', async () => {
    waiting(waitingJob);
    const decided = reply('POST /api/activation/jobs/{id}/approve', { ...waitingJob, state: 'queued' });
    const { user } = renderApp('/admin/governance');
    await screen.findByText('Sends');
    await user.keyboard('a');
    const dialog = await screen.findByRole('dialog', { name: 'Approve the push to RT High-value lapsed?' });
    expect(dialog).toHaveTextContent(
      'Sends 5,885 people to the list “RT High-value lapsed” of Acme US at Google Ads',
    );
    const approve = within(dialog).getByRole('button', { name: 'Approve: send 5,885 people to Google Ads' });
    await waitFor(() => {
      expect(approve).toHaveFocus();
    });
    await expectAccessible();
    waiting();
    await user.keyboard('{Enter}');
    expect(await screen.findByText('Nothing waits for approval')).toBeInTheDocument();
    expect(decided.map((one) => one.body)).toEqual([{ digest: waitingJob.digest, note: null }]);
  });

  it('rejects only with a reason', async () => {
    waiting(waitingJob);
    const decided = reply('POST /api/activation/jobs/{id}/reject', { ...waitingJob, state: 'rejected' });
    const { user } = renderApp('/admin/governance');
    await screen.findByText('Sends');
    await user.keyboard('r');
    const dialog = await screen.findByRole('dialog', { name: /^Reject/ });
    await user.click(within(dialog).getByRole('button', { name: 'Reject the push' }));
    expect(within(dialog).getByText('Write the reason.')).toBeInTheDocument();
    expect(decided).toHaveLength(0);
    await expectAccessible();
    await user.type(within(dialog).getByLabelText('Reason'), 'Budget is gone');
    await user.click(within(dialog).getByRole('button', { name: 'Reject the push' }));
    await waitFor(() => {
      expect(decided.map((one) => one.body)).toEqual([{ note: 'Budget is gone' }]);
    });
  });

  it('says that a request changed since it was shown, and shows it as it is now', async () => {
    waiting(waitingJob);
    fail('POST /api/activation/jobs/{id}/approve', {
      status: 409,
      detail: 'The audience has a newer version.',
    });
    const { user } = renderApp('/admin/governance');
    await user.click(await screen.findByRole('button', { name: 'Approve' }));
    await user.click(await screen.findByRole('button', { name: /^Approve: send/ }));
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Nothing was decided.');
    expect(alert).toHaveTextContent('The audience has a newer version.');
    waiting();
    await user.click(within(alert).getByRole('button', { name: 'Show what waits now' }));
    expect(await screen.findByText('Nothing waits for approval')).toBeInTheDocument();
  });

  it('shows own requests with the reason, and no keys for them', async () => {
    waiting(ownJob);
    const { user } = renderApp('/admin/governance');
    expect(await screen.findByRole('button', { name: 'Approve' })).toBeDisabled();
    expect(screen.getByText('You asked for this push.')).toBeInTheDocument();
    await user.keyboard('a');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('opens the one of the address and goes on with j and k', async () => {
    waiting(ownJob, waitingJob);
    const { user, address } = renderApp('/admin/governance/job_413');
    await screen.findByText('Sends');
    expect(address()).toBe('/admin/governance?open=job_413');
    expect(screen.getByRole('button', { name: /High-value lapsed/ })).toHaveAttribute('aria-current', 'true');
    await user.keyboard('k');
    await waitFor(() => {
      expect(address()).toBe('/admin/governance?open=job_414');
    });
  });

  it('warns when the counts do not add up', async () => {
    waiting({ ...waitingJob, expected: waitingJob.expected && { ...waitingJob.expected, sends: 1 } });
    renderApp('/admin/governance');
    expect(await screen.findByText(/These counts don't add up/)).toBeInTheDocument();
  });

  it('loads, fails and tries again', async () => {
    fail('GET /api/activation/history', { status: 500 }, 1);
    const { user, unmount } = renderApp('/admin/governance');
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Sends')).toBeInTheDocument();
    unmount();
    hang('GET /api/activation/history');
    renderApp('/admin/governance');
    expect(await screen.findByText('Loading the requests')).toBeInTheDocument();
  });
});

describe('what was decided', () => {
  it('lists decisions', async () => {
    renderApp('/admin/governance?tab=decided');
    expect((await screen.findAllByRole('row')).length).toBeGreaterThan(2);
    expect(screen.getAllByText(/^Ben Kim, /)).not.toHaveLength(0);
    await expectAccessible();
  });
});

describe('the audit log', () => {
  it('reads newest first, filters in the address and goes on by the cursor', async () => {
    const [first, second] = auditRows;
    const asked = reply('GET /api/audit', ({ url }) =>
      url.searchParams.get('cursor') === null
        ? { items: first ? [first] : [], next_cursor: 'c2' }
        : { items: second ? [second] : [], next_cursor: null },
    );
    const { user, address } = renderApp('/admin/governance?tab=audit');
    await user.click(await screen.findByRole('button', { name: 'Verify the chain' }));
    expect(await screen.findByText('The chain of 48,211 rows is whole.')).toBeInTheDocument();
    await user.click(await screen.findByRole('button', { name: 'Show older rows' }));
    expect(await screen.findByText("Ana Ruiz, by the owner's hand")).toBeInTheDocument();
    expect(screen.getAllByRole('row')).toHaveLength(3);
    await expectAccessible();
    await user.selectOptions(screen.getByRole('combobox', { name: 'Who' }), 'Ben Kim');
    await waitFor(() => {
      expect(address()).toBe('/admin/governance?tab=audit&who=usr_2');
    });
    await waitFor(() => {
      expect(asked.at(-1)?.url.search).toBe('?who=usr_2&limit=50');
    });
  });

  it('is all that an auditor sees', async () => {
    reply('GET /api/auth/me', { ...me, can: ['audit_list'] });
    renderApp('/admin/governance');
    expect(await screen.findByText('activation_approve')).toBeInTheDocument();
    expect(screen.getAllByRole('tab')).toHaveLength(1);
  });

  it('has an empty filter, and a page for those who may not', async () => {
    reply('GET /api/audit', { items: [], next_cursor: null });
    const { user, unmount, address } = renderApp('/admin/governance?tab=audit&q=zzz');
    await user.click(await screen.findByRole('button', { name: 'Clear filters' }));
    await waitFor(() => {
      expect(address()).toBe('/admin/governance?tab=audit');
    });
    expect(await screen.findByText('Nothing is recorded yet')).toBeInTheDocument();
    unmount();
    reply('GET /api/auth/me', { ...me, can: ['audience_list'] });
    renderApp('/admin/governance');
    expect(await screen.findByText("You can't see Governance")).toBeInTheDocument();
  });
});
