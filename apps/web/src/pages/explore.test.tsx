import { screen, waitFor, within } from '@testing-library/react';
import type { Artifact, Conversation, Plan, Turn } from '@truffle/types/api';
import { http, HttpResponse } from 'msw';
import { describe, expect, it, vi } from 'vitest';
import { expectAccessible } from '@/test/accessible';
import { answer, breakdownAnswer, channels, me, metricColumn, model } from '@/test/fixtures';
import { renderApp } from '@/test/renderApp';
import { fail, hang, reply, server } from '@/test/server';

/* A chart has no size here, and an editor no layout: what goes into them is tested beside them. */
vi.mock('@/features/explore/charts/Lines', () => ({ Lines: () => null }));
vi.mock('@/features/explore/sql/SqlEditor', () => ({
  SqlEditor: ({ value, onChange }: { value: string; onChange: (text: string) => void }) => (
    <textarea
      aria-label="SQL statement"
      value={value}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  ),
}));

const plan: Plan = {
  version: 1,
  metrics: ['purchase_revenue'],
  dimensions: [{ name: 'channel_group' }],
  time: { relative: { unit: 'month', shift: -1 } },
};
const rows = {
  ...breakdownAnswer('channel_group', channels, ['purchase_revenue']),
  plan,
  reading: 'Revenue by channel',
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

/** A server that streams these events; gives what it was asked. */
function streams(events: [string, unknown][]): unknown[] {
  const asked: unknown[] = [];
  server.use(
    http.post('*/api/ask', async ({ request }) => {
      asked.push(await request.json());
      const text = events.map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`).join('');
      return new HttpResponse(text, { headers: { 'Content-Type': 'text/event-stream' } });
    }),
  );
  return asked;
}

/* A new chat has a name of its own, under which it is found again. */
const begun: unknown = expect.stringMatching(/^web-[0-9a-f]{32}$/);

const kept = (history: Turn[] = [first], change: Partial<Conversation> = {}): void => {
  reply('GET /api/conversations/{id}', { ...conversation, turns: history.length, history, ...change });
  reply('POST /api/query', rows);
};

const box = (): Promise<HTMLElement> => screen.findByRole('textbox', { name: 'Ask about your data' });

describe('Explore', () => {
  it('begins with what can be asked; an example fills the box', async () => {
    const { user } = renderApp('/data-explorer');
    await user.click(await screen.findByRole('button', { name: 'Revenue by channel last 90 days' }));
    expect(await box()).toHaveValue('Revenue by channel last 90 days');
    expect(screen.getByText('Your questions are kept here.')).toBeInTheDocument();
    await expectAccessible();
  });

  it('asks on Enter, shows the reading in parts, the table, the source, and says that it is ready', async () => {
    const asked = streams([
      ['reading', { kind: 'plan', reading: 'Revenue by channel' }],
      ['rows', { rows: 6, elapsed_ms: 3 }],
      ['result', { kind: 'plan', plan, reading: 'Revenue by channel', answer: rows, conversation }],
    ]);
    reply('GET /api/conversations/{id}', { ...conversation, history: [first] });
    const { user, address } = renderApp('/data-explorer');
    await user.type(await box(), 'revenue by channel{Enter}');
    const card = await screen.findByRole('article', { name: 'revenue by channel' });
    expect(asked).toEqual([{ question: 'revenue by channel', conversation: begun }]);
    await waitFor(() => {
      expect(address()).toBe('/data-explorer/cnv_1');
    });
    expect(card).toHaveTextContent('I read this as: Revenue by channel');
    expect(within(card).getByRole('button', { name: 'Metric Revenue' })).toBeInTheDocument();
    expect(within(card).getByRole('button', { name: 'Remove by channel group' })).toBeInTheDocument();
    expect(card).toHaveTextContent('From the model');
    await user.click(within(card).getByText('View as table'));
    expect(within(card).getAllByRole('row')).toHaveLength(channels.length + 1);
    expect(await screen.findByText('Answer ready')).toHaveAttribute('role', 'status');
    await expectAccessible();
  });

  it('a chip asks again with the whole plan, in the place of its turn', async () => {
    kept();
    const asked = streams([
      ['error', { status: 500, code: 'internal', detail: 'It broke.', request_id: 'req_9' }],
    ]);
    const { user } = renderApp('/data-explorer/cnv_1');
    await user.click(await screen.findByRole('button', { name: 'Metric Revenue' }));
    const picker = screen.getByRole('dialog', { name: 'Change metric Revenue' });
    await user.type(within(picker).getByRole('searchbox'), 'trans{Enter}');
    await waitFor(() => {
      expect(asked).toEqual([
        { plan: { ...plan, metrics: ['transactions'] }, conversation: 'cnv_1', replaces: 1 },
      ]);
    });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('It broke.');
    expect(alert).toHaveTextContent('req_9');
    await user.click(within(alert).getByRole('button', { name: 'Try again' }));
    await waitFor(() => {
      expect(asked).toHaveLength(2);
    });
    expect(screen.getByRole('article', { name: 'revenue by channel' })).toBeInTheDocument();
  });

  it('stops, and keeps what there is', async () => {
    hang('POST /api/query');
    server.use(http.post('*/api/ask', () => new Promise<Response>(() => undefined)));
    const { user } = renderApp('/data-explorer');
    await user.type(await box(), 'sessions{Enter}');
    expect(await screen.findByText('Understanding')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Stop' }));
    const live = screen.getByRole('region', { name: 'The question that runs' });
    expect(live).toHaveTextContent('Stopped.');
    expect(live).toHaveTextContent('sessions');
    expect(within(live).getByRole('button', { name: 'Ask again' })).toBeInTheDocument();
    await user.click(within(live).getByRole('button', { name: 'Leave it' }));
    expect(screen.queryByText('Stopped.')).not.toBeInTheDocument();
  });

  const much = { ...model, confirm_above_bytes: 1e10 };
  const wide: Plan = { ...plan, metrics: ['purchase_revenue', 'sessions'], time: { all: true } };
  const estimate = { bytes: 48e9, is_exact: true, cost_usd: 0.2728 };

  it('asks before it reads much: run it, or make it cheaper', async () => {
    reply('GET /api/model', much);
    const waits = { kind: 'plan', plan: wide, reading: 'Revenue and sessions', estimate };
    const asked = streams([
      ['reading', { kind: 'plan', reading: 'Revenue and sessions' }],
      ['estimate', estimate],
      ['result', waits],
    ]);
    const { user } = renderApp('/data-explorer');
    await user.type(await box(), 'revenue and sessions by channel{Enter}');
    const live = await screen.findByRole('region', { name: 'The question that runs' });
    expect(await within(live).findByRole('alert')).toHaveTextContent('This reads 48 GB (about $0.27).');
    const cheaper = within(live).getByRole('group', { name: 'Make it cheaper' });
    expect(
      within(cheaper)
        .getAllByRole('button')
        .map((one) => one.textContent),
    ).toEqual(['Last 28 days', 'Last 7 days', 'Without channel group', 'Without sessions']);
    await expectAccessible();
    await user.click(within(cheaper).getByRole('button', { name: 'Last 7 days' }));
    await waitFor(() => {
      expect(asked).toHaveLength(2);
    });
    await user.click(await within(live).findByRole('button', { name: 'Run' }));
    await waitFor(() => {
      expect(asked).toHaveLength(3);
    });
    const short = { ...wide, time: { relative: { unit: 'day', last: 7 } } };
    expect(asked).toEqual([
      { question: 'revenue and sessions by channel', conversation: begun, confirm_above_bytes: 1e10 },
      { plan: short, conversation: begun, confirm_above_bytes: 1e10 },
      { plan: short, conversation: begun },
    ]);
  });

  it('asks before it reads much for a figure of a link, too', async () => {
    reply('GET /api/model', much);
    const found = answer([metricColumn('sessions')], [[42]]);
    const plans = reply('POST /api/query', found);
    reply('POST /api/ask', { kind: 'plan', plan, reading: 'Sessions', estimate });
    const { user } = renderApp('/data-explorer?metric=sessions&period=7d');
    expect(await screen.findByRole('alert')).toHaveTextContent('This reads 48 GB (about $0.27).');
    expect(plans).toHaveLength(0);
    await user.click(screen.getByRole('button', { name: 'Run' }));
    expect(await screen.findByRole('group', { name: 'Figures' })).toHaveTextContent('42');
    expect(plans).toHaveLength(1);
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  /** Streams that break off, this many of them; then answers come. Gives what was asked. */
  const breaks = (times: number): { conversation: string }[] => {
    const asked: { conversation: string }[] = [];
    const result = { kind: 'plan', plan, reading: 'Revenue by channel', answer: rows, conversation };
    server.use(
      http.post<never, { conversation: string }>('*/api/ask', async ({ request }) => {
        asked.push(await request.json());
        const whole = asked.length > times ? `event: result\ndata: ${JSON.stringify(result)}\n\n` : '';
        return new HttpResponse(`event: reading\ndata: {"reading":"Revenue"}\n\n${whole}`, {
          headers: { 'Content-Type': 'text/event-stream' },
        });
      }),
    );
    return asked;
  };

  it('fetches from the conversation what was finished when the connection broke off', async () => {
    const asked = breaks(9);
    kept();
    const { user, address } = renderApp('/data-explorer');
    await user.type(await box(), 'revenue by channel{Enter}');
    await waitFor(
      () => {
        expect(address()).toBe('/data-explorer/cnv_1');
      },
      { timeout: 4000 },
    );
    expect(asked).toHaveLength(1);
    expect(await screen.findByRole('article', { name: 'revenue by channel' })).toHaveTextContent(
      'From the model',
    );
  });

  it('asks once more by itself when the connection broke off before', async () => {
    const asked = breaks(1);
    fail('GET /api/conversations/{id}', { status: 404, code: 'not_found' }, 1);
    const { user, address } = renderApp('/data-explorer');
    await user.type(await box(), 'revenue by channel{Enter}');
    expect(await screen.findByText(/The connection broke off; trying again/)).toBeInTheDocument();
    await waitFor(
      () => {
        expect(address()).toBe('/data-explorer/cnv_1');
      },
      { timeout: 4000 },
    );
    expect(asked).toHaveLength(2);
    expect(asked[0]).toEqual(asked[1]);
  });

  it('keeps the question when nothing helps, and asks again when told to', async () => {
    const asked = breaks(2);
    fail('GET /api/conversations/{id}', { status: 404, code: 'not_found' }, 2);
    const { user, address } = renderApp('/data-explorer');
    await user.type(await box(), 'revenue by channel{Enter}');
    const alert = await screen.findByRole('alert', {}, { timeout: 4000 });
    expect(alert).toHaveTextContent('The connection broke off');
    expect(screen.getByRole('region', { name: 'The question that runs' })).toHaveTextContent(
      'revenue by channel',
    );
    await user.click(within(alert).getByRole('button', { name: 'Try again' }));
    await waitFor(() => {
      expect(address()).toBe('/data-explorer/cnv_1');
    });
    expect(asked).toHaveLength(3);
  });

  it('brings the last question back with the arrow up, and asks it in its place', async () => {
    kept();
    const asked = streams([['error', { status: 500 }]]);
    const { user } = renderApp('/data-explorer/cnv_1');
    await user.click(await box());
    await user.keyboard('{ArrowUp}');
    const editing = await screen.findByRole('textbox', { name: 'Edit the last question' });
    expect(editing).toHaveValue('revenue by channel');
    await user.keyboard('{Escape}');
    expect(await box()).toHaveValue('');
    await user.keyboard('{ArrowUp} and device{Enter}');
    await waitFor(() => {
      expect(asked).toEqual([
        { question: 'revenue by channel and device', conversation: 'cnv_1', replaces: 1 },
      ]);
    });
  });

  it('completes the names of fields after @', async () => {
    const { user } = renderApp('/data-explorer');
    await user.type(await box(), 'revenue by @dev');
    expect(await screen.findByRole('option', { name: /Device/ })).toHaveAttribute('aria-selected', 'true');
    await expectAccessible();
    await user.keyboard('{Enter}');
    expect(await box()).toHaveValue('revenue by device ');
  });

  it('asks back with choices that are whole plans', async () => {
    kept([
      {
        ...first,
        kind: 'clarify',
        question: 'conversions',
        envelope: {
          kind: 'clarify',
          about: 'metric',
          question: 'What do you mean by "conversions"?',
          options: [{ label: 'Transactions', name: 'transactions', plan }],
        },
      },
    ]);
    const asked = streams([['error', { status: 500 }]]);
    const { user } = renderApp('/data-explorer/cnv_1');
    await user.click(await screen.findByRole('button', { name: 'Transactions' }));
    await waitFor(() => {
      expect(asked).toEqual([{ plan, conversation: 'cnv_1', replaces: 1 }]);
    });
  });

  it('says why it can not answer, and fills the box with what is near', async () => {
    kept([
      {
        ...first,
        kind: 'refuse',
        question: 'profit',
        envelope: {
          kind: 'refuse',
          reason: 'not_in_model',
          message: 'The model holds no product cost.',
          suggest: ['purchase_revenue'],
        },
      },
    ]);
    const { user } = renderApp('/data-explorer/cnv_1');
    expect(await screen.findByText('The model holds no product cost.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Revenue' }));
    expect(await box()).toHaveValue('Revenue');
    await expectAccessible();
  });

  it('shows a figure that a link asks for, and begins a chat when it is changed', async () => {
    const plans = reply('POST /api/query', answer([metricColumn('sessions')], [[42]]));
    const asked = streams([['error', { status: 500 }]]);
    const { user } = renderApp('/data-explorer?metric=sessions&period=7d&f=country:eq:US&nothing=x');
    expect(await screen.findByRole('group', { name: 'Figures' })).toHaveTextContent('42');
    const wanted = {
      version: 1,
      metrics: ['sessions'],
      dimensions: [],
      time: { relative: { unit: 'day', last: 7 } },
      filter: { field: 'country', op: 'eq', value: 'US' },
    };
    expect(plans.map((one) => one.body)).toEqual([wanted]);
    await user.click(screen.getByRole('button', { name: 'Remove where Country is US' }));
    await waitFor(() => {
      expect(asked).toEqual([{ plan: { ...wanted, filter: null }, conversation: begun }]);
    });
  });

  it('marks rates of few cases, by counts that it asks for beside the question', async () => {
    const rate = metricColumn('conversion_rate');
    const plans = reply('POST /api/query', ({ body }) =>
      JSON.stringify(body).includes('"sessions"')
        ? answer([rate, metricColumn('sessions')], [[0.5, 12]])
        : answer([rate], [[0.5]]),
    );
    renderApp('/data-explorer?metric=conversion_rate&period=7d');
    const figures = await screen.findByRole('group', { name: 'Figures' });
    expect(await within(figures).findByText('few cases')).toHaveAttribute('title', 'Fewer than 30 sessions');
    expect(plans).toHaveLength(2);
    await expectAccessible();
  });

  it('says which words it corrected', async () => {
    const corrected = [{ term: 'chanel', read_as: 'channel group' }];
    kept([{ ...first, envelope: { kind: 'plan', plan, reading: 'Revenue by channel', corrected } }]);
    renderApp('/data-explorer/cnv_1');
    expect(await screen.findByText(/“chanel” read as channel group\./)).toBeInTheDocument();
  });

  it('says which part of a link it could not read', async () => {
    renderApp('/data-explorer?metric=sessions&period=nonsense');
    expect(await screen.findByText(/period “nonsense” isn't known/)).toBeInTheDocument();
  });

  it('offers to take the last filter off when nothing matches, and names the days that have data', async () => {
    reply('POST /api/query', answer([metricColumn('sessions')], []));
    const { unmount } = renderApp('/data-explorer?metric=sessions&f=country:eq:Atlantis');
    expect(await screen.findByText('Nothing matches')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Remove the last filter' })).toBeInTheDocument();
    unmount();
    renderApp('/data-explorer?metric=sessions&period=2020-01-01..2020-01-02');
    expect(await screen.findByText('There are data from 1 Aug 2026 to 23 Nov 2026.')).toBeInTheDocument();
  });

  it('begins with nothing loaded', async () => {
    reply('GET /api/model', { ...model, first_day: null, last_day: null });
    renderApp('/data-explorer');
    expect(await screen.findByText('No data loaded yet')).toBeInTheDocument();
  });

  it('another’s chat can be read, not gone on with', async () => {
    kept([first], { is_mine: false, shared: true, owner_name: 'Ben Kim' });
    renderApp('/data-explorer/cnv_1');
    expect(await screen.findByText(/Ben Kim shared this/)).toBeInTheDocument();
    expect(screen.queryByRole('textbox', { name: 'Ask about your data' })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Remove by channel group' })).not.toBeInTheDocument();
  });

  it('a chat that is gone is nothing here', async () => {
    fail('GET /api/conversations/{id}', { status: 404, code: 'not_found' });
    renderApp('/data-explorer/cnv_2');
    expect(await screen.findByText("Nothing here, or it isn't shared with you")).toBeInTheDocument();
  });

  it('says who can when a person can not', async () => {
    reply('GET /api/auth/me', { ...me, can: ['audience_list'] });
    renderApp('/data-explorer');
    expect(await screen.findByText("You can't see Explore")).toBeInTheDocument();
  });

  it('deletes a chat only when asked again, and goes to a new one', async () => {
    kept();
    reply('GET /api/conversations', { items: [conversation], next_cursor: null });
    const gone = reply('DELETE /api/conversations/{id}', null);
    const { user, address } = renderApp('/data-explorer/cnv_1');
    await user.click(await screen.findByRole('button', { name: 'More for revenue by channel' }));
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete “revenue by channel”?' });
    expect(dialog).toHaveTextContent('1 turn');
    expect(gone).toHaveLength(0);
    await user.click(within(dialog).getByRole('button', { name: 'Delete' }));
    await waitFor(() => {
      expect(address()).toBe('/data-explorer');
    });
    expect(gone).toHaveLength(1);
  });

  it('begins an audience with the filters when they are rules', async () => {
    const made = fail('POST /api/audiences', { status: 500 });
    const { user } = renderApp('/data-explorer?metric=orders&f=customer_country:eq:Germany');
    await user.click(await screen.findByRole('button', { name: 'Build audience' }));
    await waitFor(() => {
      expect(made[0]?.body).toEqual({
        name: 'Untitled audience',
        rules: { all: [{ field: 'customer_country', op: 'eq', value: 'Germany' }] },
      });
    });
  });
});

describe('SQL', () => {
  const ran = {
    source: 'sql',
    was_run: true,
    tables: ['sessions'],
    estimate: { rows: 10, bytes: 2000, is_exact: false, cost_usd: 0, of: '' },
    columns: [
      { name: 'n', type: 'integer' },
      { name: 'n', type: 'integer' },
    ],
    rows: [[5, 6]],
    n_rows: 1,
    truncated: true,
    elapsed_ms: 4,
    data_until: '2026-11-23',
    data_version: 'v1',
    loaded_at: null,
  };

  it('names the dialect, and the price where the warehouse bills', async () => {
    reply('GET /api/sql/tables', () => ({ dialect: 'googlesql', items: [] }));
    reply('POST /api/sql', () => ({
      ...ran,
      was_run: false,
      estimate: { rows: null, bytes: 2e12, is_exact: true, cost_usd: 11.5, of: '' },
    }));
    const { user } = renderApp('/data-explorer/sql');
    await user.click(await screen.findByRole('button', { name: 'Check and weigh' }));
    expect(await screen.findByText(/It reads sessions: 2 TB, about \$11\.50\./)).toBeInTheDocument();
    expect(screen.getByText(/One SELECT in GoogleSQL \(BigQuery\)/)).toBeInTheDocument();
  });

  it('weighs a statement without running it, and runs it', async () => {
    const asked = reply('POST /api/sql', ({ body }) => ({
      ...ran,
      was_run: JSON.stringify(body).includes('false'),
    }));
    const { user } = renderApp('/data-explorer/sql');
    await user.click(await screen.findByRole('button', { name: 'Check and weigh' }));
    expect(
      await screen.findByText(/It may run. It reads sessions: at most 10 rows, 2 kB./),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Run' }));
    const result = await screen.findByRole('region', { name: 'Result' });
    expect(result).toHaveTextContent('1 row; there are more than one answer holds');
    expect(within(result).getAllByRole('columnheader')).toHaveLength(2);
    expect(result).toHaveTextContent('not checked by the model');
    expect(asked).toHaveLength(2);
    await expectAccessible();
  });

  it('says why a statement is refused, was stopped, or must wait', async () => {
    fail('POST /api/sql', { status: 422, code: 'invalid', detail: 'only a SELECT may be sent' });
    const { user } = renderApp('/data-explorer/sql');
    await user.click(await screen.findByRole('button', { name: 'Run' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Not run: only a SELECT may be sent');
    fail('POST /api/sql', { status: 504, code: 'timeout', detail: 'Too long.' });
    await user.click(screen.getByRole('button', { name: 'Run' }));
    expect(await screen.findByText(/stopped after 30 s: read fewer days/)).toBeInTheDocument();
    fail('POST /api/sql', {
      status: 429,
      code: 'rate_limited',
      detail: 'at most 100 SQL statements an hour',
    });
    await user.click(screen.getByRole('button', { name: 'Run' }));
    expect(await screen.findByText(/at most 100 SQL statements an hour/)).toHaveTextContent(
      'Questions in words still work.',
    );
    expect(screen.queryByRole('button', { name: 'Try again' })).not.toBeInTheDocument();
  });

  it('keeps the text, and opens a saved one', async () => {
    const saved: Artifact = {
      id: 'art_1',
      name: 'Mine',
      kind: 'sql',
      plan: null,
      sql: 'SELECT 7',
      owner_id: 'usr_1',
      owner_name: 'Ana Ruiz',
      is_mine: true,
      shared: false,
      created_at: '2026-11-24T08:00:00Z',
      updated_at: '2026-11-24T08:00:00Z',
    };
    reply('GET /api/artifacts/{id}', saved);
    const opened = renderApp('/data-explorer/sql?saved=art_1');
    expect(await screen.findByRole('textbox', { name: 'SQL statement' })).toHaveValue('SELECT 7');
    opened.unmount();
    const { user, unmount } = renderApp('/data-explorer/sql');
    const text = await screen.findByRole('textbox', { name: 'SQL statement' });
    await user.clear(text);
    await user.type(text, 'SELECT 8');
    const kept8 = reply('POST /api/artifacts', saved);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Give it a name.')).toBeInTheDocument();
    await user.type(screen.getByLabelText(/Name/), 'Eight{Enter}');
    await waitFor(() => {
      expect(kept8[0]?.body).toEqual({ name: 'Eight', sql: 'SELECT 8' });
    });
    unmount();
    renderApp('/data-explorer/sql');
    expect(await screen.findByRole('textbox', { name: 'SQL statement' })).toHaveValue('SELECT 8');
  });
});
