import { expect, test, type Locator, type Page } from '@playwright/test';
import type { Plan } from '@truffle/types/api';
import { launch, type Truffle } from '../launch';
import { closed, firstPerson, signedIn } from '../people';

/* Funnels, retentions, paths and nested conditions are changed by their chips: each is a version, with the numbers of truffle query. */

let truffle: Truffle;
let ana: Page;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ browser }) => {
  truffle = await launch();
  await firstPerson(browser, truffle);
  ana = await signedIn(browser, await truffle.link('Ana R.', '--role', 'user'));
  ana.setDefaultTimeout(10_000);
});
test.afterAll(({ browser }) => closed(browser, truffle));

async function asks(question: string): Promise<Locator> {
  await ana.goto(`${truffle.url}/data-explorer`);
  await ana.getByRole('textbox', { name: 'Ask about your data' }).fill(question);
  await ana.keyboard.press('Enter');
  const card = ana.getByRole('article', { name: question, exact: true });
  await expect(card).toContainText('From the model');
  return card;
}

const time: Plan['time'] = { relative: { unit: 'month', shift: -1 } };
const event = (name: string): { field: string; op: 'eq'; value: string } => ({
  field: 'event_name',
  op: 'eq',
  value: name,
});

async function shows(card: Locator, version: string, plan: Plan): Promise<void> {
  await expect(card).toContainText(version);
  const { reading, sentence } = await truffle.answer(plan);
  await expect(card).toContainText(reading);
  await expect(card).toContainText(sentence);
}

const funnelOf = (...names: string[]): Plan => ({
  version: 1,
  metrics: [],
  time,
  funnel: { scope: 'session', steps: names.map((name) => ({ filter: event(name) })) },
});

test('a funnel gets a step, another event, another order', async () => {
  const card = await asks('funnel from product view to purchase last month');
  await card.getByRole('button', { name: 'Add a step' }).click();
  await ana.getByRole('searchbox', { name: 'Event' }).fill('add to cart');
  await ana.keyboard.press('Enter');
  await shows(card, 'Version 2 of 2', funnelOf('view_item', 'purchase', 'add_to_cart'));
  await card.getByRole('button', { name: 'Step 3 Add to cart', exact: true }).click();
  await ana.getByRole('button', { name: 'Earlier', exact: true }).click();
  await shows(card, 'Version 3 of 3', funnelOf('view_item', 'add_to_cart', 'purchase'));
  await card.getByRole('button', { name: 'Step 1 View item', exact: true }).click();
  await ana.getByLabel('Event', { exact: true }).selectOption('page_view');
  await shows(card, 'Version 4 of 4', funnelOf('page_view', 'add_to_cart', 'purchase'));
});

test('a retention gets another unit', async () => {
  const card = await asks('weekly retention of new users in the last 6 months');
  await card.getByRole('button', { name: /^Retention Cohorts by week/ }).click();
  await ana.getByLabel('Cohorts by', { exact: true }).selectOption('month');
  await ana.getByLabel('Months after', { exact: true }).fill('2');
  await ana.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(card).toContainText('Version 2 of 2');
  await expect(card.getByRole('columnheader', { name: 'Month 2' })).toBeVisible();
  await expect(card.getByRole('columnheader', { name: 'Month 3' })).toHaveCount(0);
});

test('a path gets another end', async () => {
  const card = await asks('where do people go after the home page last month');
  await card.getByRole('button', { name: 'Add an end' }).click();
  await ana.getByLabel('Field', { exact: true }).selectOption('event_name');
  await ana
    .locator('input')
    .and(ana.getByLabel('Values', { exact: true }))
    .fill('purchase');
  await ana.getByRole('button', { name: 'Add the filter' }).click();
  await expect(card).toContainText('Version 2 of 2');
  await expect(card.getByRole('button', { name: /^To .* is one of purchase$/i })).toBeVisible();
  await card.getByRole('button', { name: /^Remove from/ }).click();
  await expect(card).toContainText('Version 3 of 3');
  await expect(card.getByRole('button', { name: 'Add a start' })).toBeVisible();
});

test('a nested condition gets another value, and "or" becomes "and"', async () => {
  const card = await asks('Sessions by device where country is Germany or device is mobile, all time');
  await card.getByRole('button', { name: /^Where .* or / }).click();
  await ana.getByLabel('How they go together').selectOption('all');
  await ana.getByRole('button', { name: /^Change Country/ }).click();
  await ana.getByLabel('Condition', { exact: true }).selectOption('ne');
  await ana.getByRole('button', { name: 'Apply', exact: true }).click();
  await ana.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(card).toContainText('Version 2 of 2');
  await expect(card.getByRole('button', { name: /^Where Country is not/ })).toBeVisible();
});

test('a rate of fewer than 30 sessions is marked', async () => {
  const few: Plan = {
    version: 1,
    metrics: ['conversion_rate', 'sessions'],
    dimensions: [{ name: 'country' }, { name: 'browser' }],
    time: { relative: { unit: 'day', last: 7 } },
  };
  const { rows } = await truffle.answer(few);
  const wanted = rows
    .filter((row) => Number(row[3]) < 30)
    .map((row) => `${String(row[0])} ${String(row[1])}`);
  expect(wanted.length).toBeGreaterThan(2);
  expect(wanted.length).toBeLessThan(rows.length);
  await ana.goto(
    `${truffle.url}/data-explorer?metric=conversion_rate&by=country&by=browser&chart=table&period=7d`,
  );
  const marked = ana.locator('tbody tr').filter({ hasText: 'few cases' });
  await expect(marked).toHaveCount(wanted.length);
  const shown = await marked.evaluateAll((all) =>
    all.map((row) =>
      [...row.querySelectorAll('th, td')]
        .slice(0, 2)
        .map((cell) => cell.textContent)
        .join(' '),
    ),
  );
  expect(shown.toSorted()).toEqual(wanted.toSorted());
});
