// SPDX-License-Identifier: AGPL-3.0-or-later
// The life of an app over two servers, as a person sees it: what was written into it comes back, wherever it goes.
import { statSync } from 'node:fs';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { down } from '#sandbox/sandbox.ts';
import { inventoryOfHost, KEPT_BACKUPS } from '#scripts/client/host-inventory.ts';
import { publishPackage, withVersion } from '#scripts/client/publish-package.ts';
import { endOf, installApp, type SiteClient, signInToSite } from '#scripts/client/site-client.ts';
import { trustingBrowser } from '#scripts/client/trusting-browser.ts';
import { withHook } from '#scripts/prove/next-package.ts';
import { bootPracticeHost } from '#scripts/start/practice-host.ts';
import { homePaths } from '#server/home.ts';
import { expectAccessible } from './accessible.ts';
import { expectEnd } from './expect-end.ts';
import { expectNothingOf } from './expect-nothing-of.ts';
import { SECOND } from './global-setup.ts';
import { ADMINISTRATOR, knownProduct } from './known-product.ts';

test.describe.configure({ mode: 'serial', timeout: 900_000 });

const product = knownProduct();
const CATEGORY = 'Town council';

let client: SiteClient;
let page: Page;
let visitors: BrowserContext;
let before: string[];
let installed: Awaited<ReturnType<typeof installApp>>;
let password: string;
let url: string;

test.beforeAll(async ({ browser }) => {
  client = await signInToSite(product.siteUrl, ADMINISTRATOR);
  visitors = await trustingBrowser((await client.settings.rootCertificate.query()).pem);
  page = await (await browser.newContext({ baseURL: product.siteUrl })).newPage();
  await page.goto('/sign-in?next=/installations');
  await page.getByLabel('E-mail address').fill(ADMINISTRATOR.email);
  await page.getByLabel('Password').fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname === '/installations');
});
test.afterAll(async () => {
  await page?.context().close();
  await visitors?.close();
  // Not removed before the end: the site knows a server at its address, which another would get.
  await down(SECOND, { remove: false });
});

/** Opens the tab of the installation. */
async function openTab(name: string): Promise<void> {
  await page.goto(`/installations/${installed.installation}`);
  await page.getByRole('tab', { name }).click();
}

/** As somebody who uses the app: signs in, and gives what its page of categories lists. */
async function categoriesAt(address: string): Promise<Page> {
  const visitor = await visitors.newPage();
  await visitor.goto(`${address}/categories`);
  if (await visitor.getByRole('button', { name: 'Login' }).isVisible()) {
    await visitor.getByLabel('Username').fill('admin');
    await visitor.getByLabel('Password').fill(password);
    await visitor.getByRole('button', { name: 'Login' }).click();
    // Its button changes its name while it asks: that it has gone says nothing yet.
    await expect(visitor.getByRole('link', { name: 'Settings' }).first()).toBeVisible();
    await visitor.goto(`${address}/categories`);
  }
  return visitor;
}

async function expectCategory(address: string, count: number): Promise<void> {
  const visitor = await categoriesAt(address);
  await expect(itemOf(visitor)).toHaveCount(count);
  await visitor.close();
}

const itemOf = (visitor: Page) => visitor.locator('.item').filter({ hasText: CATEGORY });

const publish = (change: (toml: string) => string) => publishPackage(product.home, 'miniflux', change);

test('Miniflux is installed, and somebody writes something into it', async () => {
  before = inventoryOfHost(product.sandboxName);
  installed = await installApp(client, { app: 'miniflux', label: 'council' });
  const ended = await endOf(client, installed.operation, 600_000);
  expect(ended.failure).toBeNull();
  ({ url } = installed);
  ({ password } = await client.installations.revealSignIn.mutate({ installation: installed.installation }));

  const visitor = await categoriesAt(url);
  await visitor.goto(`${url}/category/create`);
  await visitor.getByLabel('Title').fill(CATEGORY);
  await visitor.getByRole('button', { name: 'Save' }).click();
  await visitor.close();
  await expectCategory(url, 1);
});

test('another server keeps its backups too', async () => {
  const paths = homePaths(product.home);
  await down(SECOND, { remove: true });
  await bootPracticeHost({
    name: SECOND,
    path: paths.practiceHost,
    owner: statSync(paths.practiceHost),
    appsPort: 8443,
  });
  const connected = await client.hosts.connect.mutate({ method: 'practice', name: SECOND });
  expect((await endOf(client, connected.operation, 600_000)).state).toBe('succeeded');
  const added = await client.backups.targets.add.mutate({ kind: 'store', host: connected.host });
  if (added.operation === null) throw new Error('nothing is done on the server');
  expect((await endOf(client, added.operation, 300_000)).failure).toBeNull();

  await openTab('Backups');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(SECOND).check();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: /^(Save|Keep)/ }).click();
  await expectEnd(page, 'Its server knows the plan');
});

test('it is backed up, its data is deleted and brought back', async () => {
  await openTab('Backups');
  await page.getByRole('button', { name: 'Back up now' }).click();
  await page.waitForURL('**/operations/*');
  await expectAccessible(page);
  await expectEnd(page, 'Everything of it is saved');

  const visitor = await categoriesAt(url);
  await itemOf(visitor).getByText('Remove').click();
  await itemOf(visitor).getByText('yes', { exact: true }).click();
  await expect(itemOf(visitor)).toHaveCount(0);
  await visitor.close();

  await openTab('Backups');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Restore', exact: true }).first().click();
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Restore it' }).click();
  await expectEnd(page, 'Its data is as it was in the backup');
  await expectAccessible(page);
  await expectCategory(url, 1);
});

test('it is brought back on the other server', async () => {
  await openTab('Backups');
  const row = page.getByRole('listitem').filter({ hasText: 'Asked for' }).first();
  await row.getByRole('button', { name: 'More to do with this backup' }).click();
  await page.getByRole('menuitem', { name: 'Make a new installation from it' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Put it on').click();
  await page.getByRole('option', { name: new RegExp(SECOND) }).click();
  await dialog.getByLabel('Name').fill('Council, again');
  await dialog.getByRole('textbox', { name: 'Address' }).fill('again');
  await dialog.getByRole('button', { name: 'Make it' }).click();
  await expectEnd(page, 'It runs, with the data of the backup');
  await expectCategory(`https://again.${SECOND}.apps.localhost:8443`, 1);
});

test('it is updated, after it was tried on a copy', async () => {
  publish((toml) => withVersion(toml, '90.0.0'));
  await page.goto(`/installations/${installed.installation}`);
  await page.getByRole('button', { name: 'Update', exact: true }).click();
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Update' }).click();
  await expectEnd(page, 'It was tried on a copy first');
  await expectCategory(url, 1);
});

test('an update that fails changes nothing', async () => {
  publish((toml) => withHook(withVersion(toml, '91.0.0'), 'migrate', 'exit 7'));
  await page.goto(`/installations/${installed.installation}`);
  await page.getByRole('button', { name: 'Update', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Update' }).click();
  await expectEnd(page, 'The version from before runs, and your data is as it was');
  await expectAccessible(page);
  await expectCategory(url, 1);
});

test('it gets another address', async () => {
  await openTab('Addresses');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Change it' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Address' }).fill('town-council');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Change the address' }).click();
  await expectEnd(page, /It answers at town-council/);
  url = url.replace('://council.', '://town-council.');
  await expectCategory(url, 1);
});

test('its history says who did what', async () => {
  await openTab('History');
  await expect(page.getByText(ADMINISTRATOR.name).first()).toBeVisible();
  await expectAccessible(page);
});

test('uninstalled, its backups are kept and listed, and nothing else is left', async () => {
  await openTab('Settings');
  await page.getByRole('button', { name: 'Uninstall', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(new URL(url).hostname);
  await dialog.getByRole('button', { name: 'Uninstall it' }).click();
  await expectEnd(page, 'It is gone from the host');
  await page.goto('/installations');
  const kept = page.getByRole('region', { name: 'Kept backups' });
  await expect(kept.getByRole('link', { name: 'council' }).first()).toBeVisible();
  await expectAccessible(page);
  expectNothingOf(before, inventoryOfHost(product.sandboxName), KEPT_BACKUPS);
});
