import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from '@/test/accessible';
import { me, model } from '@/test/fixtures';
import { renderApp } from '@/test/renderApp';
import { fail, reply } from '@/test/server';

describe('sign-in', () => {
  it('posts the token of the link and goes to the page that was wanted, without the token', async () => {
    const posts = reply('POST /api/auth/link', me);
    const { address } = renderApp('/signin?to=/audiences?q%3Dvip#TOKEN123');
    expect(await screen.findByRole('heading', { level: 1, name: 'Audiences' })).toBeInTheDocument();
    expect(posts.map((post) => post.body)).toEqual([{ token: 'TOKEN123' }]);
    expect(address()).toBe('/audiences?q=vip');
  });

  it('tells how to get a link', async () => {
    renderApp('/signin');
    expect(await screen.findByText('truffle signin')).toBeInTheDocument();
    await expectAccessible();
  });

  it('says that a link was used', async () => {
    fail('POST /api/auth/link', { status: 401, code: 'used' });
    const { address } = renderApp('/signin#OLD');
    expect(await screen.findByText(/used already, or it is too old/)).toBeInTheDocument();
    expect(address()).toBe('/signin?state=used');
  });

  it('says that the server did not answer', async () => {
    fail('POST /api/auth/link', { status: 503 });
    renderApp('/signin#T');
    expect(await screen.findByText(/the link wasn't used/)).toBeInTheDocument();
  });

  it('is where a signed-out person comes, and comes back from', async () => {
    fail('GET /api/auth/me', { status: 401 }, 1);
    const { address } = renderApp('/audiences?q=vip');
    expect(await screen.findByRole('heading', { level: 1, name: 'Sign in' })).toBeInTheDocument();
    expect(address()).toBe('/signin?to=/audiences?q%3Dvip'.replace('?q', '%3Fq'));
    expect(window.sessionStorage.getItem('rt-wanted')).toBe('/audiences?q=vip');
  });

  it('is where a session that ended within a page leads', async () => {
    fail('GET /api/audiences', { status: 401 });
    const { address } = renderApp('/audiences');
    expect(await screen.findByText(/because the session ended/)).toBeInTheDocument();
    expect(address()).toContain('to=/audiences');
  });
});

describe('first start', () => {
  it('goes to setup while the workspace has no name, names it and tells about data', async () => {
    reply('GET /api/auth/me', { ...me, workspace: { ...me.workspace, name: null } });
    reply('GET /api/model', { ...model, first_day: null, last_day: null });
    const { user, address } = renderApp('/');
    await user.click(await screen.findByRole('button', { name: 'Save and go on' }));
    expect(screen.getByText('Write a name, such as your company or brand.')).toBeInTheDocument();
    await expectAccessible();
    await user.type(screen.getByLabelText('Name of the workspace'), 'Acme');
    await user.click(screen.getByRole('button', { name: 'Save and go on' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Bring data to Acme' })).toBeInTheDocument();
    expect(screen.getByText('truffle demo')).toBeInTheDocument();
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Go on without data' }));
    await waitFor(() => {
      expect(address()).toBe('/analytics');
    });
  });

  it('says who can name it', async () => {
    reply('GET /api/auth/me', { ...me, can: [], workspace: { ...me.workspace, name: null } });
    renderApp('/setup');
    expect(await screen.findByText(/A superadmin names the workspace first/)).toBeInTheDocument();
  });

  it('puts the server’s word at the field', async () => {
    reply('GET /api/auth/me', { ...me, workspace: { ...me.workspace, name: null } });
    fail('PATCH /api/workspace', {
      status: 422,
      errors: [{ pointer: '/name', detail: 'At most 120 letters.' }],
    });
    const { user } = renderApp('/setup');
    await user.type(await screen.findByLabelText('Name of the workspace'), 'Acme');
    await user.click(screen.getByRole('button', { name: 'Save and go on' }));
    expect(await screen.findByText('At most 120 letters.')).toBeInTheDocument();
  });
});

describe('the frame', () => {
  it('names the workspace, the demo and what waits', async () => {
    renderApp('/audiences');
    expect(await screen.findByText('Acme Marketing')).toBeInTheDocument();
    expect(screen.getByText('DEMO')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: /^Governance\s?2\s?waiting for you$/ })).toBeInTheDocument();
  });

  it('shows Governance only to those who decide or audit', async () => {
    reply('GET /api/auth/me', { ...me, can: ['audience_list', 'analytics_kpis', 'activation_list'] });
    renderApp('/audiences');
    await screen.findByText('Acme Marketing');
    expect(screen.queryByRole('link', { name: /Governance/ })).not.toBeInTheDocument();
  });

  it('goes by keys and lists them', async () => {
    const { user, address } = renderApp('/audiences');
    await screen.findByRole('heading', { level: 1, name: 'Audiences' });
    await user.keyboard('?');
    const dialog = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    expect(dialog).toHaveTextContent('New audience');
    await user.keyboard('{Escape}');
    await waitFor(() => {
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    });
    await user.keyboard('gv');
    await waitFor(() => {
      expect(address()).toBe('/activation');
    });
    await screen.findByRole('heading', { level: 1, name: 'Activation' });
    await user.keyboard('/');
    expect(screen.getByRole('searchbox', { name: 'Filter by audience or list' })).toHaveFocus();
    await user.keyboard('ga');
    expect(address()).not.toBe('/audiences');
  });

  it('changes the theme and signs out', async () => {
    const changes = reply('PATCH /api/auth/me', { ...me, theme: 'dark' });
    const { user, address } = renderApp('/audiences');
    await user.click(await screen.findByRole('button', { name: /^Account:\s?Ana Ruiz$/ }));
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Dark' }));
    await waitFor(() => {
      expect(changes[0]?.body).toEqual({ theme: 'dark' });
    });
    expect(document.documentElement.dataset.themeChoice).toBe('dark');
    await user.click(screen.getByRole('button', { name: /^Account:\s?Ana Ruiz$/ }));
    await user.click(screen.getByRole('button', { name: 'Sign out' }));
    await waitFor(() => {
      expect(address()).toBe('/signin?state=left');
    });
  });

  it('has one page for what isn’t there', async () => {
    renderApp('/nowhere');
    expect(await screen.findByText("Nothing here, or it isn't shared with you")).toBeInTheDocument();
  });

  it('has the same page for an object that can’t be seen', async () => {
    fail('GET /api/audiences/{id}', { status: 404 });
    renderApp('/audiences/aud_x');
    expect(await screen.findByText("Nothing here, or it isn't shared with you")).toBeInTheDocument();
  });
});
