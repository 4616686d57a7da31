import { screen, waitFor, within } from '@testing-library/react';
import { errorCodes } from '@truffle/types/api';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from '@/test/accessible';
import { audience as audienceRow, me } from '@/test/fixtures';
import { renderApp, type Screen } from '@/test/renderApp';
import { fail, reply } from '@/test/server';

async function palette(path = '/help'): Promise<Screen & { options: () => (string | null)[] }> {
  const shown = renderApp(path);
  await screen.findByRole('heading', { level: 1 });
  await shown.user.keyboard('{Control>}k{/Control}');
  await screen.findByRole('combobox', { name: 'Search' });
  return {
    ...shown,
    options: () => screen.queryAllByRole('option').map((option) => option.textContent),
  };
}

describe('the palette', () => {
  it('has the pages, what may be done, audiences and pushes', async () => {
    const { options } = await palette();
    const groups = ['Pages', 'Do', 'Audiences', 'Pushes'];
    for (const name of groups) expect(await screen.findByRole('group', { name })).toBeInTheDocument();
    expect(options().slice(0, 6)).toEqual([
      'Overviewg o',
      'Exploreg e',
      'Audiencesg a',
      'Activationg v',
      'Governanceg p',
      'Help',
    ]);
    expect(screen.getByRole('option', { name: 'New push' })).toBeInTheDocument();
    await expectAccessible();
  });

  it('asks the server for what is typed and opens it with Enter', async () => {
    const asked = reply('GET /api/audiences', ({ url }) => ({
      items: url.searchParams.get('q') === 'laps' ? [{ ...audienceRow, name: 'High-value lapsed' }] : [],
      next_cursor: null,
    }));
    const { user, address } = await palette();
    await user.keyboard('laps');
    expect(await screen.findByRole('option', { name: 'High-value lapsed' })).toHaveAttribute(
      'aria-selected',
      'true',
    );
    await user.keyboard('{Enter}');
    await waitFor(() => {
      expect(address()).toBe('/audiences/aud_1');
    });
    expect(asked.at(-1)?.url.searchParams.get('limit')).toBe('6');
    expect(screen.queryByRole('dialog', { name: 'Search' })).not.toBeInTheDocument();
  });

  it('goes round with the arrows', async () => {
    const { user } = await palette();
    await user.keyboard('theme');
    const chosen = (): string | null => screen.getByRole('option', { selected: true }).textContent;
    await waitFor(() => {
      expect(chosen()).toMatch(/^Theme: as the system/);
    });
    await user.keyboard('{ArrowDown}');
    expect(chosen()).toMatch(/^Theme: light/);
    await user.keyboard('{ArrowUp}{ArrowUp}');
    expect(chosen()).not.toMatch(/^Theme: (as the system|light)/);
  });

  it('does not offer what this person may not do, and does not ask for it', async () => {
    reply('GET /api/auth/me', { ...me, can: ['analytics_kpis', 'query_run'] });
    const { options } = await palette();
    expect(options()).toContain('Overviewg o');
    expect(options().join()).not.toMatch(/New|Push|Audiences|Governance/);
  });

  it('says what could not be searched; the rest still works', async () => {
    fail('GET /api/audiences', { status: 500 });
    const { user } = await palette();
    expect(await screen.findByText(/could not be searched/)).toBeInTheDocument();
    await user.keyboard('overv');
    expect(screen.getByRole('option', { name: /Overview/ })).toBeInTheDocument();
  });
});

describe('help', () => {
  it('lists keys, words and every error code with its next step', async () => {
    renderApp('/help');
    const codes = await screen.findByRole('table', { name: 'Error codes' });
    expect(errorCodes.length).toBeGreaterThan(10);
    for (const { code, next_step } of errorCodes) {
      expect(within(codes).getByRole('row', { name: new RegExp(`^${code} `) })).toHaveTextContent(next_step);
    }
    expect(screen.getByRole('row', { name: /Search, go to, do/ })).toHaveTextContent('CtrlK');
    expect(screen.getByText('Holdout')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'the API' })).toHaveAttribute('href', '/api/docs');
    await expectAccessible();
  });
});
