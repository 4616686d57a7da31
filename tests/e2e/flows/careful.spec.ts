import { expect, test, type Locator, type Page } from '@playwright/test';
import { launch, type Truffle } from '../launch';
import { closed, firstPerson, signedIn } from '../people';

/* A server that asks before it reads anything at all, and connections that break off. */

let truffle: Truffle;
let ana: Page;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ browser }) => {
  truffle = await launch({ settings: { TRUFFLE_CONFIRM_ABOVE_BYTES: '1' } });
  await firstPerson(browser, truffle);
  ana = await signedIn(browser, await truffle.link('Ana R.', '--role', 'user'));
});
test.afterAll(({ browser }) => closed(browser, truffle));

const live = (): Locator => ana.getByRole('region', { name: 'The question that runs' });

async function asks(question: string): Promise<void> {
  await ana.getByRole('textbox', { name: 'Ask about your data' }).fill(question);
  await ana.keyboard.press('Enter');
}

test('what reads much is asked about first: run it, or make it cheaper', async () => {
  await ana.goto(`${truffle.url}/data-explorer`);
  await asks('revenue by channel in the last 12 months');
  await expect(live().getByRole('alert')).toContainText(/This reads up to [\d.]+ [kMG]?B\./);
  await expect(ana).toHaveURL(`${truffle.url}/data-explorer`);
  await live().getByRole('button', { name: 'Last 7 days' }).click();
  await expect(live()).toContainText('I read this as: Revenue by channel group, 17 to 23');
  await live().getByRole('button', { name: 'Run' }).click();
  const card = ana.getByRole('article').filter({ hasText: 'From the model' });
  await expect(card).toContainText('Revenue by channel group');
  await expect(ana).toHaveURL(/\/data-explorer\/cnv_/);
});

test('an answer that is there already is not asked about', async () => {
  await asks('revenue by channel in the last 7 days');
  await expect(ana.getByRole('article', { name: 'revenue by channel in the last 7 days' })).toContainText(
    'from the cache',
  );
});

test('a connection that breaks off loses no question', async () => {
  let broken = 0;
  await ana.route('**/api/ask', (route) =>
    broken++ === 0 ? route.abort('connectionreset') : route.continue(),
  );
  await asks('sessions by device in the last 7 days');
  await expect(live()).toContainText('The connection broke off; trying again.');
  await live().getByRole('button', { name: 'Run' }).click();
  await expect(ana.getByRole('article', { name: 'sessions by device in the last 7 days' })).toContainText(
    'From the model',
  );
  expect(broken).toBe(3);
});

test('what the server finished is fetched, not asked again', async () => {
  let sent = 0;
  await ana.unroute('**/api/ask');
  await ana.route('**/api/ask', async (route) => {
    sent++;
    await route.fetch(); /* it arrives, its answer doesn't */
    await route.abort('connectionreset');
  });
  await asks('revenue by channel in the last 7 days');
  await expect(ana.getByText('revenue by channel in the last 7 days', { exact: true })).toHaveCount(2);
  await expect(live()).toHaveCount(0);
  expect(sent).toBe(1);
  await ana.unroute('**/api/ask');
});
