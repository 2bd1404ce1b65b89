// SPDX-License-Identifier: AGPL-3.0-or-later
// The product's main job as a person does it: from the printed link to an app that is used and removed again.
import { readFileSync } from 'node:fs';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { status } from '#sandbox/sandbox.ts';
import { inventoryOfHost, KEPT_BACKUPS } from '#scripts/client/host-inventory.ts';
import { signInToSite } from '#scripts/client/site-client.ts';
import { trustingBrowser } from '#scripts/client/trusting-browser.ts';
import { onHost } from '#scripts/prove/on-host.ts';
import { readEvidence } from '#server/catalogue/read-proof.ts';
import { expectAccessible } from './accessible.ts';
import { addViewer } from './add-viewer.ts';
import { expectEnd } from './expect-end.ts';
import { expectNothingOf } from './expect-nothing-of.ts';
import { ADMINISTRATOR, knownProduct } from './known-product.ts';
import { pressEverything } from './press-everything.ts';

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
  await page.waitForURL((url) => url.pathname === '/start');
  await expectAccessible(page);

  const again = await page.context().newPage();
  await again.goto(product.welcomeUrl);
  await expect(again.getByRole('button', { name: 'Create the administrator' })).toHaveCount(0);
  await again.close();
});

test('the practice server is connected with one click', async () => {
  await page.goto('/start');
  await page.getByRole('button', { name: 'Use the practice server on this computer' }).click();
  await expectEnd(page, 'You can install on it now');
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
  await expectEnd(page, 'It runs, and signing in was tried');
  await expectAccessible(page);
});

test('its page says truly whether it runs what was proven', async () => {
  const host = await status(product.sandboxName);
  if (host.state === 'absent') throw new Error('the practice server is not there');
  const roots = (await onHost(host.host, 'ls /var/lib/hop3/roots')).trim().split('\n');
  const { proof } = readEvidence('miniflux');
  const isProven = proof?.roots.some(({ digest }) => roots.includes(digest)) ?? false;
  const looking = await page.context().newPage();
  await looking.goto('/installations');
  await looking
    .getByRole('link', { name: /Miniflux/ })
    .first()
    .click();
  const title = isProven ? 'Exactly the proven bits' : 'Not the very bits that were proven';
  await expect(looking.getByRole('heading', { name: title })).toBeVisible({ timeout: 30_000 });
  await expect(looking.getByText(roots[0]?.slice(0, 16) ?? 'none')).toBeVisible();
  await expectAccessible(looking);
  await looking.close();
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
  await expectEnd(page, 'It answers again');
});

test('who may only look is offered nothing that would be refused', async ({ browser }) => {
  const client = await signInToSite(product.siteUrl, ADMINISTRATOR);
  const [installation] = await client.installations.list.query();
  const [operation] = await client.operations.list.query();
  const [host] = await client.hosts.list.query();
  const { organisation } = await client.session.me.query();
  const viewer = {
    name: 'Grace',
    email: 'grace@example.org',
    password: 'only looking around here',
  };
  await addViewer(product.home, organisation.id, viewer);

  const looking = await (await browser.newContext({ baseURL: product.siteUrl })).newPage();
  looking.setDefaultTimeout(30_000);
  await looking.goto('/sign-in?next=/installations');
  await looking.getByLabel('E-mail address').fill(viewer.email);
  await looking.getByLabel('Password').fill(viewer.password);
  await looking.getByRole('button', { name: 'Sign in' }).click();
  await looking.waitForURL((url) => url.pathname === '/installations');
  await expect(looking.getByText('You can look here, but not change anything')).toBeVisible();

  const of = `/installations/${installation?.id}`;
  const pressed: string[] = [];
  for (const path of [
    ...['/start', '/install/miniflux', '/installations', '/hosts', `/hosts/${host?.id}`, '/hosts/connect'],
    ...[of, `${of}?tab=backups`, `${of}?tab=logs`, `${of}?tab=settings`, `${of}?tab=addresses&open=address`],
    ...[`${of}?open=sign-in`, `${of}?open=update`, `${of}?tab=history`, `/operations/${operation?.id}`],
    ...['/settings', '/settings/places', '/settings/places/add', '/settings/recovery'],
  ]) {
    pressed.push(...(await pressEverything(looking, path)));
  }
  await expectAccessible(looking);
  expect(pressed).toEqual(expect.arrayContaining(['Copy', 'Change the password']));
  expect(pressed).not.toContain('Restart');
  await looking.goto('/');
  await looking.getByRole('button', { name: 'Search or jump to' }).click();
  await looking.getByPlaceholder('An app, an installation').fill('miniflux');
  await expect(looking.getByRole('option', { name: /Backups of Miniflux/i })).toBeVisible();
  await expect(looking.getByRole('option', { name: /Install Miniflux/i })).toHaveCount(0);
  await looking.context().close();
});

test('it is uninstalled, and nothing of it but its backups is left on the server', async () => {
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
  await dialog.getByRole('button', { name: 'Uninstall it' }).click();
  await expectEnd(page, 'It is gone from the host');
  expectNothingOf(before, inventoryOfHost(product.sandboxName), KEPT_BACKUPS);
});
