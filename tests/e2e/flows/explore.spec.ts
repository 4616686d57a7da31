import { expect, test, type Locator, type Page } from '@playwright/test';
import type { Answer, Plan } from '@truffle/types/api';
import { readFileSync } from 'node:fs';
import { exactly, expectedCards, type Card } from '../figures';
import { launch, type Truffle } from '../launch';
import { closed, firstPerson, signedIn } from '../people';

/* Questions in words and statements, as one person asks them: against the real planner, guard and demo data. */

let truffle: Truffle;
let ana: Page;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ browser }) => {
  truffle = await launch();
  await firstPerson(browser, truffle);
  ana = await signedIn(browser, await truffle.link('Ana R.', '--role', 'user'));
});
test.afterAll(({ browser }) => closed(browser, truffle));

const box = (page: Page): Locator =>
  page.getByRole('textbox', { name: /^(Ask about your data|Edit the last)/ });
/* Key figures are articles too, inside. */
const turns = (page: Page): Locator => page.locator('article[aria-label]');
const newest = (page: Page): Locator => turns(page).last();

async function ask(page: Page, question: string): Promise<Locator> {
  await box(page).fill(question);
  await box(page).press('Enter');
  const card = page.getByRole('article', { name: question, exact: true });
  await expect(card).toBeVisible();
  return card;
}

/** The rows of the table behind a card's picture, as they are read. */
async function tableOf(card: Locator): Promise<string[][]> {
  await card.getByText('View as table', { exact: true }).click();
  const rows = card.getByRole('table').locator('tbody tr');
  await expect(rows.first()).toBeVisible();
  return rows.evaluateAll((all) =>
    all.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent.trim())),
  );
}

const lastMonth: Plan['time'] = { relative: { unit: 'month', shift: -1 } };

/** What a card's table should say for an answer. */
const expectedTable = (answer: Answer): string[][] =>
  answer.rows.map((row) =>
    row.map((cell, at) => {
      const column = answer.columns[at];
      return column?.kind === 'metric' ? exactly(cell, column) : String(cell);
    }),
  );

const cardOf = (answer: Answer): Card => {
  const [card] = expectedCards(answer);
  if (!card) throw new Error('no card');
  return card;
};

test('a question is answered, with how it was read and the same numbers as truffle query', async () => {
  await ana.goto(`${truffle.url}/analytics`);
  await expect(ana.getByRole('heading', { name: 'Overview' })).toBeVisible();
  await ana.keyboard.press('g');
  await ana.keyboard.press('e');
  await expect(ana).toHaveURL(`${truffle.url}/data-explorer`);
  await expect(box(ana)).toBeFocused();
  const card = await ask(ana, 'revenue by channel last month');
  await expect(ana).toHaveURL(/\/data-explorer\/cnv_/);
  await expect(card).toContainText('From the model');
  await expect(ana.getByRole('status').filter({ hasText: 'Answer ready' })).toHaveCount(1);
  await expect(box(ana)).toBeFocused();
  const answer = await truffle.answer({
    version: 1,
    metrics: ['purchase_revenue'],
    dimensions: [{ name: 'channel_group' }],
    time: lastMonth,
  });
  await expect(card).toContainText(`I read this as: ${answer.reading}`);
  await expect(card).toContainText(answer.sentence);
  expect(answer.rows.length).toBeGreaterThan(5);
  expect(await tableOf(card)).toEqual(expectedTable(answer));
});

test('a follow-up changes the question before it', async () => {
  const card = await ask(ana, 'only mobile');
  await expect(card.getByRole('button', { name: /^Where Device is mobile$/ })).toBeVisible();
  await expect(card).toContainText('Revenue by channel group');
  const answer = await truffle.answer({
    version: 1,
    metrics: ['purchase_revenue'],
    dimensions: [{ name: 'channel_group' }],
    filter: { field: 'device_category', op: 'eq', value: 'mobile' },
    time: lastMonth,
  });
  expect(await tableOf(card)).toEqual(expectedTable(answer));
  await expect(ana.getByRole('article', { name: 'revenue by channel last month' })).toContainText(
    'Show the answer',
  );
});

test('a chip is changed: another metric, no filter; each is a version of the same question', async () => {
  const card = newest(ana);
  await card.getByRole('button', { name: /^Metric Revenue$/ }).click();
  const picker = ana.getByRole('dialog', { name: /^Change metric/ });
  await picker.getByRole('searchbox').fill('transactions');
  await picker.getByRole('searchbox').press('Enter');
  await expect(card).toContainText('Version 2 of 2');
  await expect(card).toContainText('I read this as: Transactions by channel group');
  await card.getByRole('button', { name: 'Remove where Device is mobile' }).click();
  await expect(card).toContainText('Version 3 of 3');
  const answer = await truffle.answer({
    version: 1,
    metrics: ['transactions'],
    dimensions: [{ name: 'channel_group' }],
    time: lastMonth,
  });
  expect(await tableOf(card)).toEqual(expectedTable(answer));
  await card.getByRole('button', { name: 'Earlier version' }).click();
  await expect(card.getByRole('button', { name: 'Remove where Device is mobile' })).toBeVisible();
  await card.getByRole('button', { name: 'Later version' }).click();
});

test('an ambiguous word is asked back, and a choice answers', async () => {
  const card = await ask(ana, 'conversions last month');
  await expect(card).toContainText('What do you mean by "conversions"?');
  await card.getByRole('group', { name: 'Choices' }).getByRole('button', { name: 'Transactions' }).click();
  const answer = await truffle.answer({ version: 1, metrics: ['transactions'], time: lastMonth });
  await expect(card).toContainText(`I read this as: ${answer.reading}`);
  await expect(card.getByRole('group', { name: 'Figures' })).toContainText(cardOf(answer).value);
});

test('what can not be answered says why, and what can', async () => {
  const card = await ask(ana, 'why did revenue drop');
  await expect(card).toContainText('The data say what happened, not why.');
  await card.getByRole('button', { name: 'Sessions last month' }).click();
  await expect(box(ana)).toHaveValue('Sessions last month');
  await box(ana).fill('');
});

test('the arrow up edits the last question, in its place', async () => {
  await box(ana).press('ArrowUp');
  await expect(box(ana)).toHaveValue('why did revenue drop');
  await box(ana).fill('revenue last month');
  await box(ana).press('Enter');
  const card = ana.getByRole('article', { name: 'revenue last month' });
  await expect(card).toContainText('Version 2 of 2');
  const answer = await truffle.answer({ version: 1, metrics: ['purchase_revenue'], time: lastMonth });
  await expect(card.getByRole('group', { name: 'Figures' })).toContainText(cardOf(answer).value);
});

test('after a reload all turns are there, and the chat is renamed, pinned, shared and found', async ({
  browser,
}) => {
  await ana.reload();
  await expect(turns(ana)).toHaveCount(4);
  await expect(newest(ana)).toContainText('I read this as: Revenue, ');
  const side = ana.getByRole('complementary', { name: 'Chats and saved' });
  await side.getByRole('button', { name: /^More for revenue by channel/ }).click();
  await side.getByRole('button', { name: 'Rename' }).click();
  await ana.getByRole('dialog').getByLabel('Name').fill('Month by channel');
  await ana.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
  await side.getByRole('button', { name: 'More for Month by channel' }).click();
  await side.getByRole('button', { name: 'Pin', exact: true }).click();
  await expect(side.getByRole('region', { name: 'Pinned' })).toContainText('Month by channel');
  const ben = await signedIn(browser, await truffle.link('Ben K.', '--role', 'user'));
  await ben.goto(ana.url());
  await expect(ben.getByRole('heading', { name: "Nothing here, or it isn't shared with you" })).toBeVisible();
  await side.getByRole('button', { name: 'More for Month by channel' }).click();
  await side.getByRole('button', { name: 'Share in the workspace' }).click();
  await expect(side.getByRole('link', { name: /Month by channel/ })).toContainText('shared');
  await ben.reload();
  await expect(ben.getByText('Ana R. shared this.')).toBeVisible();
  await expect(newest(ben)).toContainText('I read this as: Revenue, ');
  await expect(box(ben)).toHaveCount(0);
});

test('an answer is saved, opened again and downloaded', async () => {
  const card = newest(ana);
  await card.getByRole('button', { name: 'Save', exact: true }).click();
  await ana.getByRole('dialog').getByLabel('Name').fill('Revenue of the month');
  await ana.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  const side = ana.getByRole('complementary', { name: 'Chats and saved' });
  await side.getByRole('link', { name: 'Revenue of the month' }).click();
  await expect(ana).toHaveURL(/\/data-explorer\?saved=/);
  await expect(newest(ana)).toContainText('I read this as: Revenue, ');
  const coming = ana.waitForEvent('download');
  await newest(ana).getByRole('button', { name: 'CSV' }).click();
  const answer = await truffle.answer({ version: 1, metrics: ['purchase_revenue'], time: lastMonth });
  expect(readFileSync(await (await coming).path(), 'utf8')).toBe(
    `purchase_revenue\r\n${String(answer.rows[0]?.[0])}\r\n`,
  );
});

test('an answer is edited as SQL, with its parameters in place, and gives the same number', async () => {
  const answer = await truffle.answer({ version: 1, metrics: ['purchase_revenue'], time: lastMonth });
  await newest(ana).getByRole('button', { name: 'SQL', exact: true }).click();
  await newest(ana).getByRole('button', { name: 'Edit as SQL' }).click();
  const text = ana.getByRole('textbox', { name: 'SQL statement' });
  await expect(text).toContainText(
    `BETWEEN '${String(answer.parameters.from)}' AND '${String(answer.parameters.to)}'`,
  );
  await expect(text).not.toContainText('$');
  await text.press('Control+Enter');
  const cell = ana.getByRole('region', { name: 'Result' }).getByRole('table').locator('tbody th');
  await expect(cell).toHaveText(
    new Intl.NumberFormat('en-US', { minimumFractionDigits: 2 }).format(Number(answer.rows[0]?.[0])),
  );
  await expect(ana.getByText('From SQL, not checked by the model').last()).toBeVisible();
});

test('a statement is weighed before it runs, and refused with the place marked', async () => {
  const text = ana.getByRole('textbox', { name: 'SQL statement' });
  const write = async (statement: string): Promise<void> => {
    await text.press('Control+a');
    await ana.keyboard.insertText(statement);
    await ana.keyboard.press('Escape');
  };
  await write('SELECT country, count(*) AS n FROM sessions GROUP BY country');
  await ana.getByRole('button', { name: 'Check and weigh' }).click();
  await expect(ana.getByText('It may run. It reads sessions')).toBeVisible();
  await write('SELECT *\nFROM nowhere');
  await ana.getByRole('button', { name: 'Run' }).click();
  await expect(ana.getByRole('alert')).toContainText(
    '"nowhere" is not a table that may be read (line 2, column 6)',
  );
  await expect(text.locator('[class*="wrong"]')).toHaveText('nowhere');
  await write('DROP TABLE sessions');
  await ana.getByRole('button', { name: 'Run' }).click();
  await expect(ana.getByRole('alert')).toContainText('only a SELECT may be sent');
});

test('a figure of the Overview leads to the same figure here, with its days and filter', async () => {
  await ana.goto(`${truffle.url}/analytics?period=90d&f=device_category:eq:mobile`);
  await ana.getByRole('link', { name: 'Explore Revenue' }).click();
  await expect(ana).toHaveURL(
    `${truffle.url}/data-explorer?metric=purchase_revenue&period=90d&compare=previous_period&f=device_category:eq:mobile`,
  );
  const answer = await truffle.answer({
    version: 1,
    metrics: ['purchase_revenue'],
    time: { relative: { unit: 'day', last: 90 } },
    filter: { field: 'device_category', op: 'eq', value: 'mobile' },
    compare: { to: 'previous_period' },
  });
  const { value, before } = cardOf(answer);
  const figures = newest(ana).getByRole('group', { name: 'Figures' });
  await expect(figures).toContainText(value);
  await expect(figures).toContainText(before);

  await ana.goto(`${truffle.url}/analytics?chart=table`);
  const table = ana.getByRole('table', { name: 'Sessions by day' });
  const day = table.getByRole('row').nth(3);
  const sessions = (await day.getByRole('cell').first().textContent()) ?? 'nothing';
  await day.getByRole('button').click();
  await expect(ana).toHaveURL(/metric=sessions&period=\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d$/);
  await expect(newest(ana).getByRole('group', { name: 'Figures' })).toContainText(sessions);
});
