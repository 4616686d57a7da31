import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from '@/test/accessible';
import { audience, audiences, me, size, versions } from '@/test/fixtures';
import { renderApp } from '@/test/renderApp';
import { fail, hang, reply } from '@/test/server';

describe('Audiences', () => {
  it('lists them with people, state, version and owner', async () => {
    renderApp('/audiences');
    const row = await screen.findByRole('row', { name: /High-value lapsed/ });
    expect(row).toHaveTextContent('12,480');
    expect(row).toHaveTextContent('Ready');
    expect(row).toHaveTextContent('You');
    expect(screen.getByRole('row', { name: /VIP newsletter/ })).toHaveTextContent('Draft');
    await expectAccessible();
  });

  it('filters by the address', async () => {
    const { user, address } = renderApp('/audiences');
    await user.type(await screen.findByRole('searchbox', { name: 'Filter by name' }), 'cart');
    await waitFor(() => {
      expect(address()).toBe('/audiences?q=cart');
    });
    await waitFor(() => {
      expect(screen.queryByRole('row', { name: /High-value/ })).not.toBeInTheDocument();
    });
    await user.clear(screen.getByRole('searchbox'));
    await user.type(screen.getByRole('searchbox'), 'zzz');
    await user.click(await screen.findByRole('button', { name: 'Clear the filter' }));
    expect(await screen.findByRole('row', { name: /High-value/ })).toBeInTheDocument();
  });

  it('begins with starting points counted on the data', async () => {
    reply('GET /api/audiences', { items: [], next_cursor: null });
    const created = reply('POST /api/audiences', { ...audience, id: 'aud_9', version: null });
    const { user, address } = renderApp('/audiences');
    expect(await screen.findByText('Build your first audience')).toBeInTheDocument();
    await waitFor(() => {
      expect(screen.getAllByText('12,480 people')).toHaveLength(3);
    });
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Use this: Lapsed buyers' }));
    await waitFor(() => {
      expect(address()).toBe('/audiences/aud_9/edit/rules');
    });
    expect(created[0]?.body).toMatchObject({ name: 'Lapsed buyers', rules: { all: [{}, { not: {} }] } });
  });

  it('loads, fails and tries again', async () => {
    fail('GET /api/audiences', { status: 500 }, 1);
    const { user } = renderApp('/audiences');
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('row', { name: /High-value/ })).toBeInTheDocument();
  });

  it('says that it loads', async () => {
    hang('GET /api/audiences');
    renderApp('/audiences');
    expect(await screen.findByText('Loading the audiences')).toBeInTheDocument();
  });

  it('says who can see them, and has no button for those who can not make one', async () => {
    reply('GET /api/auth/me', { ...me, can: ['analytics_kpis'] });
    renderApp('/audiences');
    expect(await screen.findByText("You can't see the audiences")).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'New audience' })).not.toBeInTheDocument();
  });

  it('makes a draft with n', async () => {
    const { user, address } = renderApp('/audiences');
    await screen.findByRole('row', { name: /High-value/ });
    await user.keyboard('n');
    await waitFor(() => {
      expect(address()).toBe('/audiences/aud_9/edit/rules');
    });
  });
});

describe('an audience', () => {
  it('shows its size, words and what may be done', async () => {
    renderApp('/audiences/aud_1');
    expect(await screen.findByRole('heading', { level: 1, name: 'High-value lapsed' })).toBeInTheDocument();
    expect(await screen.findByText('10,377')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Send' })).toHaveAttribute(
      'href',
      '/activation/new?audience=aud_1',
    );
    expect(screen.getByRole('link', { name: 'New version' })).toHaveAttribute(
      'href',
      '/audiences/aud_1/edit/rules',
    );
    await expectAccessible();
  });

  it('has its parts in the address', async () => {
    const { user, address } = renderApp('/audiences/aud_1');
    await user.click(await screen.findByRole('tab', { name: 'Versions' }));
    expect(await screen.findByRole('heading', { name: 'Version 7' })).toBeInTheDocument();
    expect(screen.getByText(/12,480 people \(−2,270\)/)).toBeInTheDocument();
    expect(screen.getByText('added: did not purchase in the last 30 days')).toBeInTheDocument();
    expect(address()).toBe('/audiences/aud_1?tab=versions');
    await expectAccessible();
    await user.click(screen.getByRole('tab', { name: 'People' }));
    expect(await screen.findByRole('row', { name: /C-1042|C-10042/ })).toBeInTheDocument();
    await user.click(screen.getByRole('tab', { name: 'Rules' }));
    expect(await screen.findByRole('region', { name: 'SQL' })).toHaveTextContent('SELECT customer_id');
    await expectAccessible();
  });

  it('disables with the reason what is not allowed now', async () => {
    reply('GET /api/audiences/{id}', {
      ...audience,
      acts: [{ operation: 'activation_push', allowed: false, reason: 'A push of this audience is running.' }],
    });
    renderApp('/audiences/aud_1');
    const send = await screen.findByRole('button', { name: 'Send' });
    expect(send).toBeDisabled();
    expect(send).toHaveAttribute('title', 'A push of this audience is running.');
    expect(screen.queryByRole('button', { name: 'Archive' })).not.toBeInTheDocument();
  });

  it('names what is archived and what stays', async () => {
    const archived = reply('DELETE /api/audiences/{id}', null);
    const { user, address } = renderApp('/audiences/aud_1');
    await user.click(await screen.findByRole('button', { name: 'Archive' }));
    const dialog = await screen.findByRole('dialog', { name: 'Archive High-value lapsed?' });
    expect(dialog).toHaveTextContent('12,480 people');
    await user.click(within(dialog).getByRole('button', { name: 'Archive High-value lapsed' }));
    await waitFor(() => {
      expect(address()).toBe('/audiences');
    });
    expect(archived).toHaveLength(1);
    expect(archived[0]?.headers.get('If-Match')).toBe('"7"');
  });

  it('says when nobody matches and when there is no version', async () => {
    reply('GET /api/audiences/{id}/sample', { items: [] });
    reply('GET /api/audiences/{id}/versions', { items: [], next_cursor: null });
    const { user } = renderApp('/audiences/aud_1?tab=people');
    expect(await screen.findByText('Nobody matches the rules now')).toBeInTheDocument();
    await user.click(screen.getByRole('tab', { name: 'Versions' }));
    expect(await screen.findByText('No version yet')).toBeInTheDocument();
  });
});

describe('the builder', () => {
  const open = async (step = 'rules'): Promise<ReturnType<typeof renderApp>> => {
    const shown = renderApp(`/audiences/aud_1/edit/${step}`);
    await screen.findByRole('heading', { level: 1, name: 'High-value lapsed' });
    return shown;
  };
  const row = (name: RegExp): HTMLElement => screen.getByRole('group', { name });

  it('shows each sentence with its own count', async () => {
    await open();
    expect(
      await within(row(/^did purchase at least 2 times/)).findByText('19,302 people'),
    ).toBeInTheDocument();
    expect(within(row(/^didn't do purchase/)).getByText('70,115 people')).toBeInTheDocument();
    expect(screen.getByText(size.words)).toBeInTheDocument();
    await expectAccessible();
  });

  it('counts what is complete, says what is not, and keeps counting to the right rows', async () => {
    const asked = reply('POST /api/audiences/preview', size);
    const { user } = await open();
    await user.click(screen.getByRole('button', { name: 'Attribute' }));
    const added = row(/^Customer country is …/);
    expect(within(added).getByText('Choose a value.')).toBeInTheDocument();
    expect(screen.getByText('unfinished')).toBeInTheDocument();
    await user.type(within(added).getByRole('combobox', { name: 'Value' }), 'France');
    await waitFor(
      () => {
        expect(asked.at(-1)?.body).toMatchObject({
          rules: { all: [{}, {}, {}, { field: 'customer_country', value: 'France' }] },
        });
      },
      { timeout: 3000 },
    );
    await expectAccessible();
  });

  it('moves, doubles, deletes, undoes and redoes', async () => {
    const { user } = await open();
    const names = (): (string | null)[] =>
      screen
        .getAllByRole('group')
        .flatMap((one) => (/^rule-\d/.test(one.id) ? [one.getAttribute('aria-label')] : []));
    const [first, second, third] = names();
    row(/^did purchase/).focus();
    await user.keyboard('{Alt>}{ArrowDown}{/Alt}');
    expect(names()).toEqual([second, first, third]);
    await waitFor(() => {
      expect(row(/^did purchase/)).toHaveFocus();
    });
    await user.keyboard('{Control>}d{/Control}');
    expect(names()).toEqual([second, first, first, third]);
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(names()).toEqual([first, second, third]);
    await user.click(screen.getByRole('button', { name: 'Redo' }));
    expect(names()).toEqual([second, first, third]);
    await user.click(
      within(row(/^didn't do/)).getByRole('button', { name: 'Move, duplicate or delete this condition' }),
    );
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    expect(names()).toEqual([first, third]);
  });

  it('builds groups, events with properties, and metrics', async () => {
    const { user } = await open();
    await user.click(screen.getByRole('button', { name: 'Group' }));
    const group = row(/^Group: at least one/);
    await user.click(within(group).getByRole('button', { name: 'where' }));
    await user.type(within(group).getByRole('combobox', { name: 'Value' }), 'Bags');
    await user.selectOptions(
      within(group).getByRole('combobox', { name: /How the conditions/ }),
      'none of these',
    );
    expect(row(/^Group: none of these/)).toBeInTheDocument();
    await user.click(screen.getAllByRole('button', { name: 'Metric' }).at(-1) ?? group);
    await user.type(screen.getByRole('spinbutton', { name: 'Threshold' }), '500');
    expect(row(/^Lifetime value is at least 500/)).toBeInTheDocument();
    await expectAccessible();
  });

  it('puts what the server refuses at its row', async () => {
    fail('POST /api/audiences/preview', {
      status: 422,
      detail: 'The rules have an error.',
      errors: [{ pointer: '/rules/all/2/values/0', detail: 'No such country.' }],
    });
    await open();
    expect(await within(row(/^Customer country/)).findByText('No such country.')).toBeInTheDocument();
    expect(screen.getByText("Couldn't load the size")).toBeInTheDocument();
  });

  it('keeps the draft through a reload', async () => {
    const { user, unmount } = await open();
    const name = screen.getByLabelText('Name');
    await user.clear(name);
    await user.type(name, 'Winter lapsed');
    unmount();
    renderApp('/audiences/aud_1/edit/rules');
    expect(await screen.findByRole('heading', { level: 1, name: 'Winter lapsed' })).toBeInTheDocument();
    expect(screen.getByText(/Not saved as a version yet/)).toBeInTheDocument();
  });

  it('reviews the changes, saves them as a version and offers to send', async () => {
    const saved = reply('PATCH /api/audiences/{id}', {
      ...audience,
      version: 8,
      rules: { all: [{ did: { event: 'purchase' } }] },
    });
    const { user } = await open();
    await user.click(within(row(/^Customer country/)).getByRole('button', { name: /Move, duplicate/ }));
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    await user.click(screen.getByRole('link', { name: 'Next: Review' }));
    expect(
      await screen.findByText('Removed: Customer country is one of United States or Canada'),
    ).toBeInTheDocument();
    await expectAccessible();
    reply('GET /api/audiences/{id}', {
      ...audience,
      version: 8,
      rules: { all: [{ did: { event: 'purchase' } }] },
    });
    await user.click(screen.getByRole('button', { name: 'Save as version 8' }));
    expect(await screen.findByText('Version 8 is saved.')).toBeInTheDocument();
    expect(saved[0]?.body).toMatchObject({ name: 'High-value lapsed', rules: { all: [{}, {}] } });
    expect(saved[0]?.headers.get('If-Match')).toBe('"7"');
    expect(screen.getByRole('link', { name: /Send for approval/ })).toHaveAttribute(
      'href',
      '/activation/new?audience=aud_1',
    );
    expect(window.sessionStorage).toHaveLength(0);
  });

  it('explains why something can not be saved', async () => {
    reply('GET /api/audiences/{id}', { ...audience, version: null, rules: null, words: null });
    await open('review');
    expect(await screen.findByText('Add at least one condition in Rules.')).toBeInTheDocument();
    expect(screen.getByText('Add a condition to see how many people match.')).toBeInTheDocument();
  });
});

it('has fixtures that fit one another', () => {
  expect(audiences).toHaveLength(3);
  expect(versions[0]?.version).toBe(audience.version);
});
