import { expect, test, type Locator, type Page } from '@playwright/test';
import { cards } from '../figures';
import { launch, type Truffle } from '../launch';
import { closed, signedIn } from '../people';

let truffle: Truffle;
test.beforeAll(async () => {
  truffle = await launch();
});
test.afterAll(({ browser }) => closed(browser, truffle));

/** Goes on with Tab until the focus is on what has this name, and it can be seen that it is there. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const wanted = page
    .getByRole('link', { name })
    .or(page.getByRole('button', { name }))
    .or(page.getByLabel(name));
  for (let steps = 0; steps < 60; steps++) {
    await page.keyboard.press('Tab');
    const there = await wanted.evaluateAll((all) => all.some((one) => one === document.activeElement));
    if (!there) continue;
    const ring = await page.evaluate(() => {
      const style = document.activeElement ? getComputedStyle(document.activeElement) : null;
      return style ? style.outlineStyle !== 'none' || style.boxShadow !== 'none' || style.borderColor : '';
    });
    expect(ring, `the focus on ${String(name)} can be seen`).not.toBe('');
    return;
  }
  throw new Error(`Tab does not come to ${String(name)}`);
}

test('from the link to an audience by keyboard alone', async ({ browser }) => {
  const page = await signedIn(browser, await truffle.link());
  await tabTo(page, 'Name of the workspace');
  await page.keyboard.type('Acme Marketing');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Step 2 of 2')).toBeVisible();
  await tabTo(page, 'Go to Overview');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await expect.poll(() => cards(page)).toHaveLength(6);
  const before = await cards(page);

  await page.keyboard.press('t');
  await expect(page.getByRole('dialog', { name: 'Period' })).toBeVisible();
  await page.keyboard.press('n');
  await expect(page).toHaveURL(/period=90d/);
  await expect.poll(() => cards(page)).not.toEqual(before);
  await expect(page.getByRole('button', { name: 'Last 90 days' })).toBeVisible();

  await tabTo(page, 'Paid Social');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/f=channel_group/);
  await page.keyboard.press('Escape');
  await expect(page).not.toHaveURL(/f=channel_group/);

  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(page.getByRole('heading', { level: 1, name: 'Audiences' })).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('lapsed');
  await expect(page.getByRole('link', { name: 'High value' })).toHaveCount(0);
  await tabTo(page, 'Lapsed buyers');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Lapsed buyers' })).toBeVisible();
  await tabTo(page, 'Skip to the page');
});

test('the list of keys opens with ? and gives the focus back', async ({ browser }) => {
  const page = await signedIn(browser, await truffle.link());
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await tabTo(page, 'Refresh');
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(help.getByText('Choose the period')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(help).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Refresh' })).toBeFocused();
});

test('Ctrl K leads to pages, audiences and what can be done, by keyboard alone', async ({ browser }) => {
  const page = await signedIn(browser, await truffle.link());
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await tabTo(page, 'Refresh');
  const search = page.getByRole('dialog', { name: 'Search' });
  const option = (name: string | RegExp): Locator => search.getByRole('option', { name });

  await page.keyboard.press('Control+k');
  await expect(search.getByRole('combobox')).toBeFocused();
  await expect(option('High value')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(search).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Refresh' })).toBeFocused();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('lapsed');
  await expect(search.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Lapsed buyers' })).toBeVisible();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('theme');
  await expect(option(/^Theme: as the system/)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowUp');
  await expect(option(/^Theme: dark/)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');

  await page.keyboard.press('Control+k');
  await page.keyboard.type('no such thing');
  await expect(search.getByText('Nothing matches “no such thing”.')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('help');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Help' })).toBeVisible();
  await expect(page.getByRole('rowheader', { name: 'rate_limited' })).toBeVisible();
});
