import { expect, test, type Page } from '@playwright/test';
import { launch, type Truffle } from '../launch';
import { looks, looksRight, settled, windowOf } from '../looks';
import { closed, firstPerson } from '../people';

/* Every page in two widths and two themes: axe finds nothing, the console is quiet, nothing needs sideways scrolling. */

let truffle: Truffle;
let pages: Record<string, string>;
test.beforeAll(async ({ browser }) => {
  truffle = await launch();
  await (await firstPerson(browser, truffle)).context().close();
  await truffle.link('Ana R.', '--role', 'admin');
  await truffle.link('Ben K.', '--role', 'admin', '--approver', '--auditor');
  const asked = async (name: string): Promise<string> => {
    const audience = await truffle.audience(name);
    return (await truffle.json('push', audience, '--account', '1234567890', '--as', 'Ana R.')).id;
  };
  const done = await asked('High value');
  await truffle.run('approve', done, '--as', 'Ben K.');
  const rejected = await asked('Cart without purchase');
  await truffle.run('reject', rejected, 'The sale has ended', '--as', 'Ben K.');
  const waiting = await asked('Lapsed buyers');
  await expect.poll(async () => (await truffle.json('job', done)).state, { timeout: 30_000 }).toBe('done');
  const audience = await truffle.audience('Lapsed buyers');
  const { account_id } = await truffle.json('job', done);
  pages = {
    overview: '/analytics',
    'overview-filtered': '/analytics?period=90d&f=device_category:in:mobile,tablet&chart=table&by=item_name',
    'overview-bars': '/analytics?period=12mo&compare=previous_year&chart=bar&metric=purchase_revenue',
    'overview-empty': '/analytics?period=2020-01-01..2020-01-31',
    'overview-no-match': '/analytics?f=channel_group:eq:Nowhere',
    explore: '/data-explorer',
    'explore-figures': '/data-explorer?metric=sessions&metric=conversion_rate&compare=previous_period',
    'explore-bars': '/data-explorer?metric=purchase_revenue&by=channel_group&compare=previous_period',
    'explore-lines': '/data-explorer?metric=sessions&by=date&by=channel_group&grain=week&period=90d',
    'explore-groups': '/data-explorer?metric=sessions&by=device_category&by=country',
    'explore-table': '/data-explorer?metric=sessions&by=date&grain=day&chart=table&period=7d',
    'explore-few': '/data-explorer?metric=conversion_rate&by=country&by=browser&chart=table&period=7d',
    'explore-few-bars': '/data-explorer?metric=conversion_rate&by=country&period=yesterday',
    'explore-no-match': '/data-explorer?metric=sessions&by=country&f=channel_group:eq:Nowhere',
    'explore-ignored': '/data-explorer?metric=sessions&period=nonsense&f=x',
    'explore-sql': '/data-explorer/sql',
    'explore-missing': '/data-explorer/cnv_00000000000000000000000000',
    audiences: '/audiences',
    'audiences-no-match': '/audiences?q=nothing+like+this',
    audience: `/audiences/${audience}`,
    'audience-rules': `/audiences/${audience}?tab=rules`,
    'audience-people': `/audiences/${audience}?tab=people`,
    'audience-versions': `/audiences/${audience}?tab=versions`,
    'builder-rules': `/audiences/${audience}/edit/rules`,
    'builder-review': `/audiences/${audience}/edit/review`,
    activation: '/activation',
    'wizard-audience': '/activation/new',
    'wizard-settings': `/activation/new?audience=${audience}&account=${account_id}`,
    receipt: `/activation/jobs/${done}`,
    'receipt-waiting': `/activation/jobs/${waiting}`,
    'receipt-rejected': `/activation/jobs/${rejected}`,
    governance: '/admin/governance',
    'governance-decided': '/admin/governance?tab=decided',
    'governance-audit': '/admin/governance?tab=audit',
    help: '/help',
    'setup-data': '/setup',
    nothing: '/no/such/page',
    'nothing-with-this-id': '/audiences/aud_00000000000000000000000000',
  };
});
test.afterAll(({ browser }) => closed(browser, truffle));

/** Opens what lies over a page. */
const over: Record<string, { at: string; open: (page: Page) => Promise<void> }> = {
  'overview-period': {
    at: 'overview',
    open: (page) => page.getByRole('button', { name: 'Last 28 days' }).click(),
  },
  'overview-how-made': {
    at: 'overview',
    open: (page) => page.getByRole('button', { name: 'How is this made? Sessions', exact: true }).click(),
  },
  'explore-filter': {
    at: 'explore-bars',
    open: (page) => page.getByRole('button', { name: 'Add a filter' }).click(),
  },
  palette: { at: 'overview', open: (page) => page.keyboard.press('Control+k') },
  'palette-found': {
    at: 'audiences',
    open: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Search' }).fill('lapsed');
      await expect(page.getByRole('option')).toHaveCount(2);
    },
  },
  'governance-approve': {
    at: 'governance',
    open: (page) => page.getByRole('button', { name: 'Approve', exact: true }).click(),
  },
};

/** Questions whose answers have shapes of their own. */
const questions: Record<string, string> = {
  'explore-funnel': 'Funnel from product view to cart to purchase last month',
  'explore-retention': 'Weekly retention of new users',
  'explore-path': 'Where do people go after the home page',
  'explore-clarify': 'Conversions last month',
  'explore-refuse': 'Why did revenue drop',
};

for (const look of looks) {
  test(`every page at ${look.name}`, async ({ browser }) => {
    test.setTimeout(300_000);
    const { page, complaints } = await windowOf(browser, look);
    await page.goto(`${truffle.url}/signin`);
    await settled(page);
    await looksRight(page, 'signin', look);
    const link = await truffle.link();
    await page.goto(link);
    await page.waitForURL(/\/analytics/);
    for (const [name, address] of Object.entries(pages)) {
      await page.goto(`${truffle.url}${address}`, { waitUntil: 'commit' });
      await settled(page);
      await looksRight(page, name, look);
    }
    for (const [name, { at, open }] of Object.entries(over)) {
      await page.goto(`${truffle.url}${pages[at] ?? ''}`, { waitUntil: 'commit' });
      await settled(page);
      await open(page);
      await expect(page.getByRole('dialog')).toBeVisible();
      await looksRight(page, name, look, false);
    }
    for (const [name, question] of Object.entries(questions)) {
      await page.goto(`${truffle.url}/data-explorer`, { waitUntil: 'commit' });
      await settled(page);
      await page.getByRole('textbox', { name: 'Ask about your data' }).fill(question);
      await page.keyboard.press('Enter');
      await expect(page.getByRole('article', { name: question })).toBeVisible();
      await settled(page);
      await looksRight(page, name, look);
    }
    /* The browser itself notes the 404 of an id that isn't there. */
    expect(complaints.filter((text) => !/(aud|cnv)_0+: .*404/.test(text))).toEqual([]);
    await page.context().close();
  });
}

test('a page that is not for this person says who can open it', async ({ browser }) => {
  const link = await truffle.link('Cora', '--role', 'user');
  const { page, complaints } = await windowOf(browser, looks[0]);
  await page.goto(link);
  await page.waitForURL(/\/analytics/);
  await page.goto(`${truffle.url}/admin/governance`);
  await expect(page.getByText('Approvers, auditors and admins can.')).toBeVisible();
  await looksRight(page, 'no-permission', looks[0]);
  expect(complaints).toEqual([]);
});
