import { expect, test } from '@playwright/test';
import { launch, type Truffle } from '../launch';
import { closed, signedIn } from '../people';

let truffle: Truffle;
test.beforeAll(async () => {
  truffle = await launch();
});
test.afterAll(({ browser }) => closed(browser, truffle));

test('a link signs in once, the first person names the workspace and signs out', async ({ browser }) => {
  const link = await truffle.link();
  const owner = await signedIn(browser, link);
  await expect(owner.getByRole('heading', { name: 'Name the workspace' })).toBeVisible();
  expect(owner.url()).not.toContain('#');

  await owner.getByRole('button', { name: 'Save and go on' }).click();
  await expect(owner.getByText('Write a name, such as your company or brand.')).toBeVisible();
  await owner.getByLabel('Name of the workspace').fill('Acme Marketing');
  await owner.getByRole('button', { name: 'Save and go on' }).click();
  await owner.getByRole('button', { name: 'Go to Overview' }).click();
  await expect(owner.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await expect(owner.getByRole('banner')).toContainText('Acme Marketing');

  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(link);
  await expect(stranger.getByRole('status')).toContainText('This link was used already');
  await expect(stranger.getByText('truffle signin', { exact: true })).toBeVisible();
  await stranger.goto(`${truffle.url}/audiences`);
  await expect(stranger.getByRole('heading', { name: 'Sign in' })).toBeVisible();

  await owner.getByRole('button', { name: /^Account: / }).click();
  await owner.getByRole('button', { name: 'Sign out' }).click();
  await expect(owner.getByRole('status')).toContainText('You are signed out.');
  await owner.goto(`${truffle.url}/analytics`);
  await expect(owner.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('whoever was sent to the sign-in comes back to the page that was wanted', async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${truffle.url}/analytics?period=90d`);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.goto(await truffle.link());
  await expect(page).toHaveURL(`${truffle.url}/analytics?period=90d`);
});

test('a link is opened in the tab that shows the sign-in, where only the part after the # is new', async ({
  browser,
}) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${truffle.url}/signin`);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.goto(await truffle.link());
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
});
