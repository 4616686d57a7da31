import AxeBuilder from '@axe-core/playwright';
import { expect, type Browser, type Page } from '@playwright/test';
import { join } from 'node:path';
import { out } from './playwright.config';

export const looks = [
  { name: '1280-light', width: 1280, height: 900, colorScheme: 'light' },
  { name: '1280-dark', width: 1280, height: 900, colorScheme: 'dark' },
  { name: '390-light', width: 390, height: 844, colorScheme: 'light' },
  { name: '390-dark', width: 390, height: 844, colorScheme: 'dark' },
] as const;

export type Look = (typeof looks)[number];

/** A window of this size and theme, and what its console complains of. */
export async function windowOf(browser: Browser, look: Look): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.height },
    colorScheme: look.colorScheme,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const where = (text: string): string => `${new URL(page.url()).pathname}: ${text}`;
  page.on('pageerror', (error) => complaints.push(where(error.message)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.text().startsWith('CSP '))
      complaints.push(where(message.text()));
  });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`CSP forbids ${event.blockedURI} by ${event.violatedDirective}`);
    });
  });
  return { page, complaints };
}

/** Everything that was asked for has come. */
export async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('[aria-busy="true"], .mantine-Skeleton-root')).toHaveCount(0);
  const charts = page.getByRole('region', { name: / by (day|week|month)$/ });
  for (const chart of await charts.all()) await expect(chart.locator('table, svg path').last()).toBeVisible();
  await page.evaluate(() => document.fonts.ready);
}

/** axe finds nothing, nothing reaches beyond the right edge, and a picture is kept: of the whole page, or of the window. */
export async function looksRight(page: Page, name: string, look: Look, fullPage = true): Promise<void> {
  await page.screenshot({ path: join(out, 'screens', `${name}-${look.name}.png`), fullPage });
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  const found = violations.map(
    (one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`,
  );
  expect.soft(found, `${name}: what axe finds`).toEqual([]);
  const beyond = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect.soft(beyond, `${name}: pixels beyond the right edge`).toBeLessThanOrEqual(0);
}
