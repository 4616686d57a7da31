import { expect, type Browser, type Page } from '@playwright/test';
import type { Truffle } from './launch';

/** A window of their own for somebody who has just opened their link. */
export async function signedIn(browser: Browser, link: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(link);
  await page.waitForURL(/\/(analytics|setup)/);
  return page;
}

/** The owner signs in to a new installation and names it. */
export async function firstPerson(browser: Browser, truffle: Truffle): Promise<Page> {
  const page = await signedIn(browser, await truffle.link());
  await page.getByLabel('Name of the workspace').fill('Acme Marketing');
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await expect(page.getByText('Step 2 of 2')).toBeVisible();
  return page;
}

/** Everybody closes their windows, then the server ends. */
export async function closed(browser: Browser, truffle: Truffle): Promise<void> {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await truffle.stop();
}
