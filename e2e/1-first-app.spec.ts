// SPDX-License-Identifier: AGPL-3.0-or-later
// The product's main job as a person does it: from the printed link to an app that is used and removed again.
import { readFileSync } from 'node:fs';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { expectNothingOf, inventoryOfHost } from './host-inventory.ts';
import { ADMINISTRATOR, knownProduct } from './known-product.ts';
import { trustingBrowser } from './trusting-browser.ts';

test.describe.configure({ mode: 'serial' });

const product = knownProduct();
const APP_URL = `https://miniflux.${product.sandboxName}.apps.localhost:8443`;

let page: Page;
let before: string[];
let password: string;
let browserOfVisitor: BrowserContext;

test.beforeAll(async ({ browser }) => {
  page = await (await browser.newContext({ baseURL: product.siteUrl })).newPage();
});
test.afterAll(async () => {
  await page.context().close();
  await browserOfVisitor?.close();
});

test('the printed link makes the first administrator, once', async () => {
  await page.goto(product.welcomeUrl);
  await expectAccessible(page);
  await page.getByLabel('Your name').fill(ADMINISTRATOR.name);
  await page.getByLabel('E-mail address').fill(ADMINISTRATOR.email);
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Create the administrator' }).click();
  await expect(page.getByText(/at least \d+ characters/i).first()).toBeVisible();
  await page.getByLabel('Password').fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: 'Create the administrator' }).click();
  await page.waitForURL('**/start');
  await expectAccessible(page);

  const again = await page.context().newPage();
  await again.goto(product.welcomeUrl);
  await expect(again.getByRole('button', { name: 'Create the administrator' })).toHaveCount(0);
  await again.close();
});

test('the practice server is connected with one click', async () => {
  await page.goto('/start');
  await page.getByRole('button', { name: 'Use the practice server on this computer' }).click();
  await page.waitForURL('**/operations/*');
  await expect(page.getByText('You can install on it now')).toBeVisible({ timeout: 600_000 });
  before = inventoryOfHost(product.sandboxName);
  await page.goto('/hosts');
  await expect(page.getByText(product.sandboxName).first()).toBeVisible();
  await expectAccessible(page);
});

test('Miniflux is installed while the page is watched, and reloaded', async () => {
  await page.goto('/apps/miniflux');
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Install Miniflux' }).click();
  await expect(page.getByRole('heading', { name: 'Install Miniflux' })).toBeVisible();
  const install = page.getByRole('button', { name: 'Install Miniflux' });
  await expect(install).toBeEnabled({ timeout: 30_000 });
  await expectAccessible(page);
  await install.click();
  await page.waitForURL('**/operations/*');
  await expectAccessible(page);
  await page.reload();
  await expect(page.getByText('It runs, and signing in was tried')).toBeVisible({ timeout: 600_000 });
  await expectAccessible(page);
});

test('the sign-in details are shown when asked for', async () => {
  await page.getByRole('button', { name: 'Sign-in details' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Show them' }).click();
  await dialog.getByRole('button', { name: 'Show the password' }).click();
  await expect(dialog.getByText('admin', { exact: true })).toBeVisible();
  const line = dialog.locator('dt', { hasText: 'Password' }).locator('xpath=following-sibling::dd');
  password = (await line.innerText()).trim();
  expect(password).toMatch(/^\S{20}$/);
});

test('it opens over HTTPS with a certificate that the browser verifies, and signs in', async () => {
  await page.goto('/settings');
  await expectAccessible(page);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: /^Download .*\.(crt|pem)$/ }).click();
  browserOfVisitor = await trustingBrowser(readFileSync(await (await download).path(), 'utf8'));
  const visitor = await browserOfVisitor.newPage();
  await visitor.goto(APP_URL);
  await visitor.getByLabel('Username').fill('admin');
  await visitor.getByLabel('Password').fill('not the password');
  await visitor.getByRole('button', { name: 'Login' }).click();
  await expect(visitor.getByText('Invalid username or password')).toBeVisible();
  await visitor.getByLabel('Username').fill('admin');
  await visitor.getByLabel('Password').fill(password);
  await visitor.getByRole('button', { name: 'Login' }).click();
  await expect(visitor.getByRole('link', { name: 'Settings' }).first()).toBeVisible();
  await visitor.goto(`${APP_URL}/settings`);
  await expect(visitor.getByLabel('Username')).toHaveValue('admin');
});

test('its page shows that it runs, its log, and restarts it', async () => {
  await page.goto('/installations');
  await expectAccessible(page);
  await page
    .getByRole('link', { name: /Miniflux/ })
    .first()
    .click();
  await expect(page.getByRole('heading', { name: 'Miniflux', level: 1 })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('tab', { name: 'Logs' }).click();
  await expect(page.getByRole('log')).toContainText(/level=|Starting|Listening/, { timeout: 30_000 });
  await expectAccessible(page);
  await page.getByRole('tab', { name: 'Overview' }).click();
  await page.getByRole('button', { name: 'Restart' }).click();
  await page.waitForURL('**/operations/*');
  await expect(page.getByText('It answers again')).toBeVisible({ timeout: 120_000 });
});

test('it is uninstalled, and nothing of it is left on the server', async () => {
  await page.goto('/installations');
  await page
    .getByRole('link', { name: /Miniflux/ })
    .first()
    .click();
  await page.getByRole('tab', { name: 'Settings' }).click();
  await expectAccessible(page);
  await page
    .getByRole('button', { name: /Uninstall/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(new URL(APP_URL).hostname);
  await dialog.getByRole('button', { name: 'Uninstall and delete its data' }).click();
  await page.waitForURL('**/operations/*');
  await expect(page.getByText('Nothing of it is left on the host')).toBeVisible({ timeout: 120_000 });
  expectNothingOf(before, inventoryOfHost(product.sandboxName));
});
