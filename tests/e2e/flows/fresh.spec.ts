import { expect, test } from '@playwright/test';
import { launch, type Truffle } from '../launch';
import { looks, looksRight, settled, windowOf } from '../looks';
import { closed, firstPerson } from '../people';

/* An installation without a name and without data: what every page says while there is nothing. */

let truffle: Truffle;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  truffle = await launch({ demo: false });
});
test.afterAll(({ browser }) => closed(browser, truffle));

test('the workspace has no name yet', async ({ browser }) => {
  for (const look of looks) {
    const { page, complaints } = await windowOf(browser, look);
    await page.goto(await truffle.link());
    await expect(page.getByRole('heading', { name: 'Name the workspace' })).toBeVisible();
    await looksRight(page, 'setup-name', look);
    expect(complaints).toEqual([]);
    await page.context().close();
  }
});

test('no data are loaded yet', async ({ browser }) => {
  const owner = await firstPerson(browser, truffle);
  await expect(owner.getByText('No data are loaded yet. This page notices when they are.')).toBeVisible();
  await owner.getByRole('button', { name: 'Go on without data' }).click();
  await expect(owner.getByRole('heading', { name: 'No data loaded yet' })).toBeVisible();

  for (const look of [looks[0], looks[3]]) {
    const { page, complaints } = await windowOf(browser, look);
    await page.goto(await truffle.link());
    await page.waitForURL(/\/analytics/);
    for (const [name, address] of [
      ['fresh-overview', '/analytics'],
      ['fresh-audiences', '/audiences'],
      ['fresh-activation', '/activation'],
      ['fresh-wizard', '/activation/new'],
      ['fresh-governance', '/admin/governance'],
    ] as const) {
      await page.goto(`${truffle.url}${address}`, { waitUntil: 'commit' });
      await settled(page);
      await looksRight(page, name, look);
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  }
});
