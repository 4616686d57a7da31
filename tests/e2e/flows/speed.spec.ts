import { expect, test, type Page } from '@playwright/test';
import { launch, type Truffle } from '../launch';
import { closed, firstPerson } from '../people';

/* How long a person waits; nothing is recorded meanwhile. */
test.use({ trace: 'off' });

let truffle: Truffle;
let page: Page;
test.beforeAll(async ({ browser }) => {
  truffle = await launch();
  page = await firstPerson(browser, truffle);
});
test.afterAll(({ browser }) => closed(browser, truffle));

/** Marks when the page asked for, its script, the cards, the table and the chart are there. */
async function marked(): Promise<Record<string, number>> {
  await page.goto(`${truffle.url}/analytics?period=30d`);
  await page.waitForFunction(() => performance.getEntriesByName('last figure').length > 0);
  return page.evaluate(() => {
    const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN;
    const marks = performance.getEntriesByType('mark').map((mark) => [mark.name, mark.startTime] as const);
    return { 'first paint': paint, ...Object.fromEntries(marks) };
  });
}

test('the last figure is there quickly', async () => {
  await page.addInitScript(() => {
    const parts = new Map([
      ['cards', '[aria-label="Key figures"] article:nth-child(6)'],
      ['table', '[aria-label="Breakdown"] tbody tr'],
      ['chart', 'main path.recharts-curve'],
    ]);
    new MutationObserver((_, observer) => {
      for (const [name, selector] of parts) {
        if (document.querySelector(selector) === null) continue;
        performance.mark(name);
        parts.delete(name);
      }
      if (parts.size > 0) return;
      observer.disconnect();
      performance.mark('last figure');
    }).observe(document, { childList: true, subtree: true });
  });
  const visits: Record<string, number>[] = [];
  for (let visit = 0; visit < 7; visit++) visits.push(await marked());
  const middle = (name: string): number =>
    visits.map((one) => one[name] ?? Number.NaN).toSorted((one, other) => one - other)[3] ?? Number.NaN;
  const words = ['first paint', 'cards', 'table', 'chart', 'last figure'].map(
    (name) => `${name} ${middle(name).toFixed(0)} ms`,
  );
  console.log(`Overview, median of 7 visits: ${words.join(', ')}`);
  /* A quiet machine of two cores needs less than 300 ms; a busy one must not fail for being busy. */
  expect(middle('last figure')).toBeLessThan(1000);
});
