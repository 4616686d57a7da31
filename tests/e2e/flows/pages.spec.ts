import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import type { Job } from '@truffle/types/api';
import { join, resolve } from 'node:path';
import { launch, type Truffle } from '../launch';

/* Every page in two widths and two themes: axe finds nothing, the console is quiet, nothing needs sideways scrolling. */

const screens = resolve(import.meta.dirname, '../../../build/e2e/screens');
const looks = [
  { name: '1280-light', width: 1280, colorScheme: 'light' },
  { name: '1280-dark', width: 1280, colorScheme: 'dark' },
  { name: '390-light', width: 390, colorScheme: 'light' },
  { name: '390-dark', width: 390, colorScheme: 'dark' },
] as const;

let truffle: Truffle;
let pages: Record<string, string>;
test.beforeAll(async () => {
  truffle = await launch();
  await truffle.link('Ana R.', '--role', 'user');
  await truffle.link('Ben K.', '--role', 'admin', '--approver', '--auditor');
  const list = await truffle.json('audience', 'list');
  const push = async (name: string): Promise<Job> => {
    const audience = list.items.find((one) => one.name === name)?.id ?? '';
    return truffle.json('push', audience, '--account', '1234567890', '--as', 'Ana R.');
  };
  const done = await push('High value');
  await truffle.run('approve', done.id, '--as', 'Ben K.');
  const waiting = await push('Lapsed buyers');
  const audience = list.items[0]?.id ?? '';
  pages = {
    overview: '/analytics',
    'overview-empty': '/analytics?period=2020-01-01..2020-01-31',
    audiences: '/audiences',
    audience: `/audiences/${audience}`,
    'audience-versions': `/audiences/${audience}?tab=versions`,
    builder: `/audiences/${audience}/edit/rules`,
    activation: '/activation',
    wizard: `/activation/new?audience=${audience}`,
    receipt: `/activation/jobs/${done.id}`,
    'receipt-waiting': `/activation/jobs/${waiting.id}`,
    governance: '/admin/governance',
    'governance-audit': '/admin/governance?tab=audit',
    nothing: '/no/such/page',
  };
});
test.afterAll(async () => {
  await truffle.stop();
});

/** Everything that was asked for has come and nothing moves any more. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('[data-skeleton], .mantine-Skeleton-root')).toHaveCount(0);
}

for (const look of looks) {
  test(`every page at ${look.name}`, async ({ browser }) => {
    test.setTimeout(150_000);
    const context = await browser.newContext({
      viewport: { width: look.width, height: look.width === 390 ? 844 : 900 },
      colorScheme: look.colorScheme,
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(await truffle.link());
    await page.waitForURL(/\/(analytics|setup)/);
    if (page.url().includes('/setup')) {
      await page.screenshot({ path: join(screens, `setup-${look.name}.png`) });
      await page.getByLabel('Name of the workspace').fill('Acme Marketing');
      await page.getByRole('button', { name: 'Save and go on' }).click();
      await expect(page.getByText('Step 2 of 2')).toBeVisible();
    }
    for (const [name, address] of Object.entries(pages)) {
      await page.goto(`${truffle.url}${address}`, { waitUntil: 'commit' });
      if (name.includes('receipt')) await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      else await settled(page);
      await page.screenshot({ path: join(screens, `${name}-${look.name}.png`), fullPage: true });
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      expect
        .soft(
          violations.map(
            (one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`,
          ),
          `${name}: what axe finds`,
        )
        .toEqual([]);
      const sideways = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect.soft(sideways, `${name}: pixels beyond the right edge`).toBeLessThanOrEqual(0);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
}
