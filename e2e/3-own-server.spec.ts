// SPDX-License-Identifier: AGPL-3.0-or-later
// A server of one's own, over SSH, with another Debian than the practice server's: compared, connected, let go again.
import { expect, type Page, test } from '@playwright/test';
import { down, type SandboxHost, up } from '#sandbox/sandbox.ts';
import { onHost } from '#scripts/bench/on-host.ts';
import { expectAccessible } from './accessible.ts';
import { ADMINISTRATOR, knownProduct } from './known-product.ts';

test.describe.configure({ mode: 'serial', timeout: 600_000 });

const NAME = 'e2e-own';
const product = knownProduct();
let server: SandboxHost;
let page: Page;

test.beforeAll(async ({ browser }) => {
  await down(NAME, { remove: true });
  server = await up({ name: NAME, suite: 'bookworm', memoryMb: 2048 });
  page = await (await browser.newContext({ baseURL: product.siteUrl })).newPage();
});
test.afterAll(async () => {
  await page.context().close();
  await down(NAME, { remove: true });
});

test('a wrong password is refused at sign-in, the right one lets in', async () => {
  await page.goto('/sign-in?next=/hosts/connect');
  await expectAccessible(page);
  await page.getByLabel('E-mail address').fill(ADMINISTRATOR.email);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').first()).toBeVisible();
  await page.getByLabel('Password').fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/hosts/connect');
});

test('its key is shown to compare, and our key opens it', async () => {
  await page.getByLabel('Address').fill(server.address);
  await page.getByLabel('Account on it').fill(server.sshUser);
  await page.getByLabel('What you call it').fill('own');
  await page.getByRole('button', { name: 'Look for it' }).click();
  await expect(page.getByText(server.hostKeyFingerprint)).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  await page.getByRole('button', { name: 'It is the same' }).click();
  const publicKey = (await page.getByText(/^ssh-ed25519 /).innerText()).trim();
  onHost(server, 'cat >> /root/.ssh/authorized_keys', `${publicKey}\n`);
  await page.getByRole('button', { name: 'Connect own' }).click();
  await page.waitForURL('**/operations/*');
  await expect(page.getByText('You can install on it now')).toBeVisible({ timeout: 300_000 });
});

test('it is let go of, and our programs are gone from it', async () => {
  await page.getByRole('link', { name: 'See the host' }).click();
  await expect(page.getByRole('heading', { name: 'own', level: 1 })).toBeVisible();
  await expectAccessible(page);
  await page
    .getByRole('button', { name: /Disconnect/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /Disconnect/ }).click();
  await page.waitForURL('**/operations/*');
  await expect(page.getByText('Our programs are gone from it')).toBeVisible({ timeout: 120_000 });
  const left = onHost(
    server,
    'ls -d /opt/hop3/runtime /var/lib/hop3 /etc/systemd/system/hop3* 2>/dev/null; getent passwd hop3-agent hop3-bridge; true',
  );
  expect(left.trim()).toBe('');
});
