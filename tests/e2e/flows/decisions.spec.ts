import { expect, test, type Page } from '@playwright/test';
import { launch, type Truffle } from '../launch';
import { closed, firstPerson, signedIn } from '../people';

let truffle: Truffle;
let ana: Page;
let ben: Page;
let owner: Page;
test.beforeAll(async ({ browser }) => {
  truffle = await launch();
  owner = await firstPerson(browser, truffle);
  ana = await signedIn(browser, await truffle.link('Ana R.', '--role', 'admin'));
  ben = await signedIn(browser, await truffle.link('Ben K.', '--role', 'user', '--approver'));
});
test.afterAll(({ browser }) => closed(browser, truffle));

/** Ana has asked for a push of this audience, and Ben looks at it. */
async function benLooksAt(audience: string): Promise<string> {
  const id = await truffle.audience(audience);
  const { id: job } = await truffle.json('push', id, '--account', '1234567890', '--as', 'Ana R.');
  await ben.goto(`${truffle.url}/admin/governance?open=${job}`);
  await expect(ben.getByRole('heading', { name: new RegExp(`^${audience}, version 1`) })).toBeVisible();
  return job;
}

test('a rejection needs a reason, and who asked reads it', async () => {
  const job = await benLooksAt('Lapsed buyers');
  await ben.getByRole('button', { name: 'Reject', exact: true }).click();
  const dialog = ben.getByRole('dialog', { name: /^Reject the push to/ });
  await dialog.getByRole('button', { name: 'Reject the push' }).click();
  await expect(dialog.getByText('Write the reason.')).toBeVisible();
  expect((await truffle.json('job', job)).state).toBe('waiting_for_approval');

  await dialog.getByLabel('Reason').fill('Too few people for a campaign');
  await dialog.getByRole('button', { name: 'Reject the push' }).click();
  await expect(dialog).toHaveCount(0);
  await ana.goto(`${truffle.url}/activation/jobs/${job}`);
  const said = ana.getByRole('status').filter({ hasText: 'Rejected' });
  await expect(said).toContainText('Too few people for a campaign');
});

test('an audience that was edited after the asking is not approved, and the page says why', async () => {
  const job = await benLooksAt('Cart without purchase');
  await owner.goto(`${truffle.url}/audiences/${await truffle.audience('Cart without purchase')}/edit/rules`);
  await owner
    .getByRole('group', { name: /^did add to cart/ })
    .getByLabel('How many')
    .fill('14');
  await owner.getByRole('link', { name: 'Next: Review' }).click();
  await owner.getByRole('button', { name: 'Save as version 2' }).click();
  await expect(owner.getByText('Version 2 is saved.')).toBeVisible();

  await ben.getByRole('button', { name: 'Approve', exact: true }).click();
  const dialog = ben.getByRole('dialog', { name: /^Approve the push to/ });
  await dialog.getByRole('button', { name: /^Approve: send/ }).click();
  const refused = dialog.getByRole('alert');
  await expect(refused).toContainText('This request is no longer what you were shown. Nothing was decided.');
  console.log(`Refused: ${await refused.innerText()}`);
  await refused.getByRole('button', { name: 'Show what waits now' }).click();
  await expect(ben.getByRole('heading', { name: 'Nothing waits for approval' })).toBeVisible();

  const { state, cause, receipt } = await truffle.json('job', job);
  expect(state).toBe('voided');
  expect(receipt?.sent ?? 0).toBe(0);
  await ana.goto(`${truffle.url}/activation/jobs/${job}`);
  const said = ana.getByRole('status').filter({ hasText: 'No longer valid' });
  await expect(said).toContainText(cause ?? 'a cause');
});
