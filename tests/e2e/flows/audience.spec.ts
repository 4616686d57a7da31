import { expect, test, type Locator, type Page } from '@playwright/test';
import { count } from '../figures';
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

const size = (): Locator => ana.getByRole('region', { name: 'Size' });
const people = async (): Promise<number> => {
  const text = await size()
    .getByText(/ (person|people)$/)
    .first()
    .innerText();
  return Number(text.replace(/\D/g, ''));
};
const add = (what: string): Promise<void> =>
  ana.getByRole('group', { name: 'Add to this group' }).getByRole('button', { name: what }).click();
const condition = (start: RegExp): Locator => ana.getByRole('group', { name: start });

test('an audience is written as rules, and the counts follow', async () => {
  await ana.goto(`${truffle.url}/audiences`);
  await ana.getByRole('button', { name: 'New audience' }).click();
  await expect(ana).toHaveURL(/\/audiences\/[^/]+\/edit\/rules$/);
  await ana.getByLabel('Name', { exact: true }).fill('Good American customers');
  await expect(size()).toContainText('Add a condition to see how many people match.');

  await add('Attribute');
  const country = condition(/^Customer country /);
  await country.getByLabel('Value').fill('US');
  await ana.getByRole('option', { name: /^US/ }).click();
  await expect(size()).toContainText(/\d people/);
  const inAmerica = await people();
  expect(inAmerica).toBeGreaterThan(0);
  await expect(country).toContainText(`${count(inAmerica)} people`);

  await add('Did an event');
  const bought = condition(/^did purchase/);
  await expect(bought.getByLabel('Event')).toHaveValue('purchase');
  await bought.getByLabel('Times').fill('2');
  await bought.getByLabel('How many').fill('90');
  await expect.poll(people).toBeLessThan(inAmerica);
  await expect(ana.getByText(/^In words: .*at least 2 times in the last 90 days$/)).toBeVisible();
  const boughtTwice = await people();

  await add('Metric');
  const spent = condition(/^Sessions /);
  await spent.getByLabel('Metric').selectOption({ label: 'Revenue' });
  const revenue = condition(/^Revenue /);
  await revenue.getByLabel('Condition', { exact: true }).selectOption({ label: 'is more than' });
  await revenue.getByLabel('Threshold').fill('300');
  await expect.poll(people).toBeLessThan(boughtTwice);
  expect(await people()).toBeGreaterThan(0);
  await expect(revenue).toContainText(/\d (person|people)/);
});

test('it reads as a sentence and becomes a version, counted as truffle counts it', async () => {
  await ana.getByRole('link', { name: 'Next: Review' }).click();
  await expect(ana.getByText(/^Customers .*US.* purchase.*at least 2 times.*90 days.*300/i)).toBeVisible();
  await expect(ana.getByRole('listitem').filter({ hasText: /^Added: / })).toHaveCount(3);
  await ana.getByRole('button', { name: 'Save as version 1' }).click();
  await expect(ana.getByRole('status').filter({ hasText: 'Version 1 is saved.' })).toBeVisible();

  const now = await truffle.json('audience', 'size', await truffle.audience('Good American customers'));
  await expect(size()).toContainText(`${count(now.people)} `);
  await expect(size().getByRole('listitem').filter({ hasText: 'Reachable' })).toContainText(
    count(now.reachable),
  );
  await expect(size().getByRole('listitem').filter({ hasText: 'Consented' })).toContainText(
    count(now.consented),
  );
});

test('a change is said in words before and after it is the second version', async () => {
  await ana.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: 'Rules' }).click();
  await condition(/^did purchase/)
    .getByLabel('Times')
    .fill('3');
  await condition(/^Revenue /)
    .getByRole('button', { name: 'Move, duplicate or delete this condition' })
    .click();
  await ana.getByRole('button', { name: 'Delete', exact: true }).click();
  await ana.getByRole('link', { name: 'Next: Review' }).click();
  const changes = ana.getByRole('listitem').filter({ hasText: /^(Added|Removed): / });
  await expect(changes.filter({ hasText: /^Added: .*at least 3 times/ })).toHaveCount(1);
  await expect(changes.filter({ hasText: /^Removed: .*Revenue/ })).toHaveCount(1);
  await ana.getByRole('button', { name: 'Save as version 2' }).click();
  await expect(ana.getByRole('status').filter({ hasText: 'Version 2 is saved.' })).toBeVisible();

  await ana.getByRole('link', { name: 'Open the audience' }).click();
  await expect(ana.getByRole('heading', { level: 1, name: 'Good American customers' })).toBeVisible();
  await ana.getByRole('tab', { name: 'Versions' }).click();
  const second = ana.getByRole('listitem').filter({ has: ana.getByRole('heading', { name: 'Version 2' }) });
  await expect(second).toContainText(
    /changed: who purchased at least 3 times .* \(was: who purchased at least 2 times/,
  );
  await expect(second).toContainText(/removed: whose revenue is more than 300/);
  const first = ana.getByRole('listitem').filter({ has: ana.getByRole('heading', { name: 'Version 1' }) });
  await expect(first).toContainText('added: whose customer country is US');
});
