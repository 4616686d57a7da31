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

test('the last figure is there quickly', async () => {
  await page.addInitScript(() => {
    const complete = (): boolean =>
      document.querySelectorAll('[aria-label="Key figures"] article [title]').length >= 6 &&
      document.querySelector('[aria-label="Breakdown"] tbody tr') !== null &&
      document.querySelector('main path.recharts-curve') !== null;
    new MutationObserver((_, observer) => {
      if (!complete()) return;
      observer.disconnect();
      performance.mark('last figure');
    }).observe(document, { childList: true, subtree: true });
  });
  const times: number[] = [];
  for (let visit = 0; visit < 5; visit++) {
    await page.goto(`${truffle.url}/pagelytics?period=30d`);
    await page.waitForFunction(() => performance.getEntriesByName('last figure').length > 0);
    times.push(
      await page.evaluate(() => performance.getEntriesByName('last figure')[0]?.startTime ?? Number.NaN),
    );
  }
  const middle = times.toSorted((one, other) => one - other)[2] ?? Number.NaN;
  const served = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter((entry) => entry.name.includes('/api/'))
      .map((entry) => `${new URL(entry.name).pathname} ${entry.duration.toFixed(0)} ms`),
  );
  console.log(
    `Overview, navigation to last figure: ${times.map((time) => time.toFixed(0)).join(', ')} ms; ${served.join(', ')}`,
  );
  expect(middle).toBeLessThan(1500);
});
