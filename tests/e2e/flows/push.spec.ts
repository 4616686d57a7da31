import { expect, test, type Page } from '@playwright/test';
import type { Expected } from '@truffle/types/api';
import { count } from '../figures';
import { launch, type Truffle } from '../launch';
import { closed, firstPerson, signedIn } from '../people';

let truffle: Truffle;
let ana: Page; // asks, and may not decide
let ben: Page; // decides
let cora: Page; // decides too, and asks for one herself
let job: string;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ browser }) => {
  truffle = await launch();
  await firstPerson(browser, truffle);
  ana = await signedIn(browser, await truffle.link('Ana R.', '--role', 'admin'));
  ben = await signedIn(browser, await truffle.link('Ben K.', '--role', 'user', '--approver'));
  cora = await signedIn(browser, await truffle.link('Cora', '--role', 'admin', '--approver'));
});
test.afterAll(({ browser }) => closed(browser, truffle));

/** Asks in the wizard for a push of this audience, and gives the id of what waits now. */
async function asks(page: Page, audience: string, note: string): Promise<string> {
  await page.goto(`${truffle.url}/activation`);
  await page.getByRole('link', { name: 'New push' }).first().click();
  await page.getByRole('button', { name: audience }).click();
  await page.getByRole('radio', { name: /Demo account/ }).check();
  await page.getByLabel('Hold back (%)').fill('10');
  await page.getByLabel('Note to the approver').fill(note);
  await page.getByRole('button', { name: /^Send for approval/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Receipt \d+$/ })).toBeVisible();
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

const requests = (page: Page): ReturnType<Page['getByRole']> => page.getByRole('list', { name: 'Requests' });

/** The counts that Governance shows, by their names. */
async function fates(page: Page): Promise<Record<string, string>> {
  const pairs = await page
    .getByRole('main')
    .locator('dl')
    .first()
    .locator('div')
    .evaluateAll((all) =>
      all.map((one) => [
        one.querySelector('dt')?.textContent ?? '',
        one.querySelector('dd')?.firstChild?.textContent?.trim() ?? '',
      ]),
    );
  return Object.fromEntries<string>(pairs.map(([name = '', people = '']) => [name, people]));
}

const expectedFates = (expected: Expected): Record<string, string> => ({
  Sends: count(expected.sends),
  'Already on the list': count(expected.already_there),
  'Holds back': count(expected.held_out),
  'No consent': count(expected.no_consent),
  'No usable identifier': count(expected.no_identifier),
  Duplicate: count(expected.duplicate),
  Removes: count(expected.removes),
});

test('Ana asks for a push, and cannot approve it', async () => {
  job = await asks(ana, 'High value', 'Winter sale, budget of November');
  await expect(ana.getByRole('status').filter({ hasText: 'Waiting for approval' })).toBeVisible();
  await expect(ana.getByRole('navigation').getByRole('link', { name: 'Governance' })).toHaveCount(0);

  const governance = await ana.context().newPage();
  await governance.goto(`${truffle.url}/admin/governance`);
  await expect(governance.getByText('Approvers, auditors and admins can.')).toBeVisible();
  await governance.close();
  const { digest } = await truffle.json('job', job);
  const answer = await ana.evaluate(
    async ([id, seen]) => {
      const body = JSON.stringify({ digest: seen });
      const headers = { 'Content-Type': 'application/json' };
      const answered = await fetch(`/api/activation/jobs/${id}/approve`, { method: 'POST', headers, body });
      return answered.status;
    },
    [job, digest] as const,
  );
  expect(answer).toBe(403);
});

test('Cora may approve, but not what she asked for herself', async () => {
  const own = await asks(cora, 'Lapsed buyers', 'Come back');
  await cora.goto(`${truffle.url}/admin/governance?open=${own}`);
  await expect(requests(cora).getByRole('button', { name: /Lapsed buyers/ })).toContainText('asked by you');
  await expect(cora.getByRole('button', { name: 'Approve' })).toBeDisabled();
  await expect(
    cora.getByText('You asked for this push: somebody else decides it.', { exact: true }),
  ).toBeVisible();
});

test('Ben sees what it would do, approves it, and Ana sees it sent without doing anything', async () => {
  const asked = await truffle.json('job', job);
  await ben.goto(`${truffle.url}/`);
  await ben.getByRole('link', { name: /^Governance 2 waiting for you$/ }).click();
  await requests(ben)
    .getByRole('button', { name: /High value/ })
    .click();
  if (!asked.expected) throw new Error('the push has no expected counts');
  await expect.poll(() => fates(ben)).toEqual(expectedFates(asked.expected));
  await expect(ben.getByText('Winter sale, budget of November')).toBeVisible();

  await ana.evaluate(() => {
    const state = document.querySelector('main [role="status"]');
    if (!state) throw new Error('no state on the page');
    const seen: string[] = [];
    new MutationObserver(() => {
      const word = state.textContent.replace(/ ?\d.*/, '');
      if (seen.at(-1) !== word) seen.push(word);
      document.body.dataset.seen = seen.join(' → ');
    }).observe(state, { childList: true, characterData: true, subtree: true });
  });
  await ben.getByRole('button', { name: 'Approve', exact: true }).click();
  const dialog = ben.getByRole('dialog', { name: /^Approve the push to/ });
  const sends = count(asked.expected.sends);
  await expect(dialog).toContainText(`Sends ${sends} people to the list “High value”`);
  await dialog.getByRole('button', { name: `Approve: send ${sends} people to Google Ads` }).click();
  await expect(requests(ben).getByRole('button', { name: /High value/ })).toHaveCount(0);

  await expect(ana.getByRole('status').filter({ hasText: 'Synced' })).toBeVisible({ timeout: 30_000 });
  console.log(`Ana saw: ${(await ana.locator('body').getAttribute('data-seen')) ?? ''}`);
});

test('the receipt adds up, is that of truffle job, and what it says was sent is on the list', async () => {
  const { receipt, list_id, expected } = await truffle.json('job', job);
  if (!receipt) throw new Error('the push has no receipt');
  const table = ana.getByRole('table', { name: 'Where each member of the audience ended' });
  const read = await table
    .locator('tr')
    .evaluateAll((lines) => lines.map((line) => [...line.children].map((cell) => cell.textContent.trim())));
  const shown = new Map(read.map(([name = '', people = '']) => [name, Number(people.replaceAll(',', ''))]));
  const terms = [
    ['Sent', receipt.sent],
    ['Already on the list', receipt.already_there],
    ['Held out (10%)', receipt.held_out],
    ['No consent', receipt.no_consent],
    ['No usable identifier', receipt.no_identifier],
    ['Duplicate', receipt.duplicate],
    ['Rejected', receipt.rejected],
    ['Failed', receipt.failed],
    ['Not sent', receipt.not_sent],
  ] as const;
  for (const [name, people] of terms) expect(shown.get(name), name).toBe(people);
  const sum = terms.reduce((all, [name]) => all + (shown.get(name) ?? Number.NaN), 0);
  expect(sum).toBe(shown.get('Audience'));
  expect(sum).toBe(receipt.audience);
  await expect(table.getByRole('row', { name: /^Sum/ })).toContainText('adds up');
  expect(receipt.held_out).toBeGreaterThan(0);
  expect(receipt.sent).toBe(expected?.sends);

  expect(await truffle.members(list_id)).toBe(receipt.sent);
  await expect(ana.getByText('What Google Ads said')).toBeVisible();
});
