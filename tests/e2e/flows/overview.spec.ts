import { expect, test, type Page } from '@playwright/test';
import type { Answer, Plan } from '@truffle/types/api';
import { cards, expectedCards, expectedRows, rows } from '../figures';
import { launch, type Truffle } from '../launch';
import { closed, firstPerson, signedIn } from '../people';

let truffle: Truffle;
let ana: Page;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ browser }) => {
  truffle = await launch();
  await firstPerson(browser, truffle);
  ana = await signedIn(browser, await truffle.link('Ana R.', '--role', 'user'));
});
test.afterAll(({ browser }) => closed(browser, truffle));

const figures = [
  'sessions',
  'active_users',
  'purchase_revenue',
  'transactions',
  'conversion_rate',
  'average_order_value',
];
const ofChannels = ['sessions', 'active_users', 'transactions', 'conversion_rate', 'purchase_revenue'];

/** The cards and the table of channels say what `truffle query` says for these days and filters. */
async function agreesWithQuery(page: Page, of: Pick<Plan, 'time' | 'compare' | 'filter'>): Promise<Answer> {
  const whole = await truffle.answer({ version: 1, metrics: figures, ...of });
  const channels = await truffle.answer({
    version: 1,
    metrics: ofChannels,
    dimensions: [{ name: 'channel_group' }],
    order: [{ by: 'sessions', dir: 'desc' }],
    limit: 10,
    ...of,
  });
  expect(expectedCards(whole)).toHaveLength(6);
  await expect.poll(() => cards(page)).toEqual(expectedCards(whole));
  await expect.poll(() => rows(page, 'Channels')).toEqual(expectedRows(channels));
  return whole;
}

const days = (last: number): Plan['time'] => ({ relative: { unit: 'day', last } });

test('every figure of the Overview is that of truffle query', async () => {
  await ana.goto(`${truffle.url}/analytics`);
  await agreesWithQuery(ana, { time: days(28), compare: { to: 'previous_period' } });
});

test('the days and the comparison are changed, and Back undoes it', async () => {
  await ana.getByRole('button', { name: 'Last 28 days' }).click();
  await ana.getByRole('dialog', { name: 'Period' }).getByRole('button', { name: 'Last 90 days' }).click();
  await agreesWithQuery(ana, { time: days(90), compare: { to: 'previous_period' } });
  await ana.getByRole('button', { name: 'vs previous period' }).click();
  await ana.getByRole('button', { name: 'No comparison' }).click();
  await agreesWithQuery(ana, { time: days(90) });
  await expect(ana).toHaveURL(`${truffle.url}/analytics?period=90d&compare=none`);

  await ana.goBack();
  await agreesWithQuery(ana, { time: days(90), compare: { to: 'previous_period' } });
});

test('a row filters the page, and its address shows a colleague the same', async ({ browser }) => {
  await ana.getByRole('button', { name: 'Paid Social' }).click();
  const filtered = {
    time: days(90),
    compare: { to: 'previous_period' as const },
    filter: { field: 'channel_group', op: 'eq' as const, value: 'Paid Social' },
  };
  await agreesWithQuery(ana, filtered);
  await expect(ana.getByRole('button', { name: /^Remove the filter .* is Paid Social$/ })).toBeVisible();

  const ben = await signedIn(browser, await truffle.link('Ben K.', '--role', 'user'));
  await ben.goto(ana.url());
  await agreesWithQuery(ben, filtered);
  expect(await ben.getByRole('img').first().getAttribute('aria-label')).toBe(
    await ana.getByRole('img').first().getAttribute('aria-label'),
  );

  await ana.goBack();
  await agreesWithQuery(ana, { time: days(90), compare: { to: 'previous_period' } });
  await expect(ana.getByRole('button', { name: /^Remove the filter/ })).toHaveCount(0);
});

test('"How is this made?" shows the plan and the SQL of a figure', async () => {
  const whole = await agreesWithQuery(ana, { time: days(90), compare: { to: 'previous_period' } });
  await ana.getByRole('button', { name: 'How is this made? Revenue', exact: true }).click();
  const drawer = ana.getByRole('dialog', { name: 'How is this made? Revenue' });
  const blocks = drawer.locator('pre');
  await expect(drawer).toContainText(whole.reading);
  await expect(blocks.filter({ hasText: 'SELECT' })).toHaveText(whole.sql);
  const plan: unknown = JSON.parse(await blocks.first().innerText());
  expect(plan).toEqual(whole.plan);
  await ana.keyboard.press('Escape');
  await expect(drawer).toHaveCount(0);
  await expect(ana.getByRole('button', { name: 'How is this made? Revenue', exact: true })).toBeFocused();
});

test('a period without data offers the nearest one that has some', async () => {
  await ana.goto(`${truffle.url}/analytics?period=2020-01-01..2020-01-31`);
  await expect(ana.getByRole('heading', { name: 'Nothing in this period' })).toBeVisible();
  await ana.getByRole('button', { name: /^Show \d/ }).click();
  await expect(ana).toHaveURL(/period=\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d/);
  await expect.poll(() => cards(ana)).toHaveLength(6);
});

test('a server that is away is said so, and trying again works once it is back', async () => {
  await ana.goto(`${truffle.url}/analytics`);
  await agreesWithQuery(ana, { time: days(28), compare: { to: 'previous_period' } });
  await truffle.halt();
  await ana.getByRole('button', { name: 'Last 28 days' }).click();
  await ana.getByRole('button', { name: 'Last 7 days' }).click();
  const failed = ana.getByRole('alert').filter({ hasText: "Couldn't load the key figures" });
  await expect(failed).toContainText('The server could not be reached.');

  await truffle.resume();
  await failed.getByRole('button', { name: 'Try again' }).click();
  await ana
    .getByRole('alert')
    .filter({ hasText: "Couldn't load Channels" })
    .getByRole('button', { name: 'Try again' })
    .click();
  await agreesWithQuery(ana, { time: days(7), compare: { to: 'previous_period' } });
});
