import { expect, test, type Browser, type Page } from '@playwright/test';
import type { Answer } from '@truffle/types/api';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, type Truffle } from '../launch';

let truffle: Truffle;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  truffle = await launch();
});
test.afterAll(async () => {
  await truffle.stop();
});

async function signedIn(browser: Browser, link: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(link);
  await page.waitForURL(/\/(analytics|setup)/);
  return page;
}

async function answer(plan: object): Promise<Answer> {
  const file = join(tmpdir(), `plan-${String(process.pid)}.json`);
  writeFileSync(file, JSON.stringify(plan));
  return truffle.json('query', file);
}

const last28 = { relative: { unit: 'day', last: 28 } };
let ana: Page;
let ben: Page;

test('the first person signs in by a link and names the workspace', async ({ browser }) => {
  const link = await truffle.link();
  const page = await signedIn(browser, link);
  await page.getByLabel('Name of the workspace').fill('Acme Marketing');
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await page.goto(`${truffle.url}/`);
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await expect(page.getByText('Acme Marketing')).toBeVisible();

  const again = await (await browser.newContext()).newPage();
  await again.goto(link);
  await expect(again.getByText(/used/i).first()).toBeVisible();
});

test('the figures of the Overview are those of truffle query', async ({ browser }) => {
  ana = await signedIn(browser, await truffle.link('Ana R.', '--role', 'user'));
  await ana.goto(`${truffle.url}/analytics`);
  const kpis = await answer({
    version: 1,
    metrics: [
      'sessions',
      'active_users',
      'purchase_revenue',
      'transactions',
      'conversion_rate',
      'average_order_value',
    ],
    time: last28,
    compare: { to: 'previous_period' },
  });
  const row = kpis.rows[0] ?? [];
  const value = (name: string): number =>
    Number(row[kpis.columns.findIndex((column) => column.name === name)]);
  await expect(
    ana.getByText(value('sessions').toLocaleString('en-US'), { exact: true }).first(),
  ).toBeVisible();
  await expect(
    ana.getByText(value('active_users').toLocaleString('en-US'), { exact: true }).first(),
  ).toBeVisible();
  await expect(
    ana.getByText(value('transactions').toLocaleString('en-US'), { exact: true }).first(),
  ).toBeVisible();
  await expect(
    ana.getByText(`${(value('conversion_rate') * 100).toFixed(2)}%`, { exact: true }).first(),
  ).toBeVisible();

  const channels = await answer({
    version: 1,
    metrics: ['sessions'],
    dimensions: [{ name: 'channel_group' }],
    time: last28,
  });
  for (const [name, sessions] of channels.rows.slice(0, 5)) {
    const line = ana.getByRole('row').filter({ hasText: String(name) });
    await expect(line.first()).toContainText(Number(sessions).toLocaleString('en-US'));
  }
});

test('the Overview is quick, and its address is the view', async ({ browser }) => {
  await ana.goto(`${truffle.url}/analytics?period=90d`);
  await expect(ana.getByRole('row').filter({ hasText: 'Organic Search' })).toBeVisible();
  await ana.reload({ waitUntil: 'commit' });
  await expect(ana.getByRole('row').filter({ hasText: 'Organic Search' })).toBeVisible();
  const ms = await ana.evaluate(() => performance.now());
  console.log(`Overview: last figure on the screen ${String(Math.round(ms))} ms after the navigation began`);
  expect(ms).toBeLessThan(3000);

  await ana.getByRole('row').filter({ hasText: 'Paid Social' }).first().getByRole('button').first().click();
  await expect(ana).toHaveURL(/f=channel_group/);
  const shared = await signedIn(browser, await truffle.link('Cora', '--role', 'user'));
  await shared.goto(ana.url());
  await expect(shared.getByText('Paid Social').first()).toBeVisible();
  await expect(shared.getByRole('row').filter({ hasText: 'Organic Search' })).toHaveCount(0);
  await ana.goBack();
  await expect(ana.getByRole('row').filter({ hasText: 'Organic Search' })).toBeVisible();
});

test('an audience is built with rules, and its counts move', async () => {
  await ana.goto(`${truffle.url}/audiences`);
  await ana.getByRole('button', { name: 'New audience' }).click();
  await ana.waitForURL(/\/edit\/rules/);
  await ana.getByLabel('Name', { exact: true }).fill('Bought twice');
  const size = ana.getByRole('region', { name: 'Size' });
  await ana
    .getByRole('group', { name: 'Add to this group' })
    .first()
    .getByRole('button', { name: 'Did an event' })
    .click();
  await ana.getByLabel('Times', { exact: true }).first().fill('2');
  await expect(size).toContainText(/[1-9]/);
  const before = await size.innerText();
  await ana.getByLabel('Times', { exact: true }).first().fill('1');
  await expect.poll(() => size.innerText()).not.toBe(before);
});

test('who asks for a push can not approve it, another person does, and the receipt adds up', async ({
  browser,
}) => {
  ben = await signedIn(browser, await truffle.link('Ben K.', '--role', 'user', '--approver', '--auditor'));
  const list = await truffle.json('audience', 'list');
  const audience = list.items.find((one) => one.name === 'High value');
  const asked = await truffle.json('push', audience?.id ?? '', '--account', '1234567890', '--as', 'Ana R.');

  await ana.goto(`${truffle.url}/activation/jobs/${asked.id}`);
  await expect(ana.getByText('Waiting for approval').first()).toBeVisible();
  await expect(ana.getByRole('link', { name: 'Governance' })).toHaveCount(0);

  await ben.goto(`${truffle.url}/admin/governance`);
  await ben.getByText('High value').first().click();
  await expect(ben.getByText((asked.expected?.sends ?? 0).toLocaleString('en-US')).first()).toBeVisible();
  await ben.getByRole('button', { name: 'Approve' }).first().click();
  await ben
    .getByRole('dialog')
    .getByRole('button', { name: /Approve|Push|Send/ })
    .click();

  await expect(ana.getByText('Synced', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  const job = await truffle.json('job', asked.id);
  const receipt = job.receipt;
  expect(receipt?.adds_up).toBe(true);
  for (const term of [receipt?.audience, receipt?.sent, receipt?.no_consent, receipt?.duplicate])
    await expect(ana.getByText((term ?? 0).toLocaleString('en-US'), { exact: true }).first()).toBeVisible();
  const members = await (await fetch(`${truffle.sandbox}/sandbox/lists/${job.list_id ?? ''}/members`)).text();
  expect(members.trim().split('\n')).toHaveLength(receipt?.sent ?? 0);
});

test('a rejection needs a reason, and an edited audience voids what waits', async () => {
  const list = await truffle.json('audience', 'list');
  const lapsed = list.items.find((one) => one.name === 'Lapsed buyers')?.id ?? '';
  await truffle.run('push', lapsed, '--account', '1234567890', '--as', 'Ana R.', '--json');
  await ben.goto(`${truffle.url}/admin/governance`);
  await ben.getByText('Lapsed buyers').first().click();
  await ben.getByRole('button', { name: 'Reject' }).first().click();
  const dialog = ben.getByRole('dialog');
  await dialog.getByRole('button', { name: /Reject/ }).click();
  await expect(dialog).toBeVisible();
  await dialog.getByLabel('Reason').fill('Too few people');
  await dialog.getByRole('button', { name: /Reject/ }).click();
  await expect(dialog).toHaveCount(0);

  const cart = list.items.find((one) => one.name === 'Cart without purchase')?.id ?? '';
  const waiting = await truffle.json('push', cart, '--account', '1234567890', '--as', 'Ana R.');
  const rules = join(tmpdir(), `rules-${String(process.pid)}.json`);
  writeFileSync(rules, JSON.stringify({ did: { event: 'add_to_cart' } }));
  await truffle.run('audience', 'update', cart, '--rules', rules);
  await expect(truffle.run('approve', waiting.id, '--as', 'Ben K.')).rejects.toThrow(
    /voided|no longer valid/,
  );
});
