// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { ADMINISTRATOR, knownProduct } from './known-product.ts';

test('a wrong password is refused at sign-in, the right one lets in', async ({ browser }) => {
  const page = await (await browser.newContext({ baseURL: knownProduct().siteUrl })).newPage();
  await page.goto('/sign-in?next=/hosts/connect');
  await expectAccessible(page);
  await page.getByLabel('E-mail address').fill(ADMINISTRATOR.email);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('do not match')).toBeVisible();
  await page.getByLabel('Password').fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname === '/hosts/connect');
  await page.context().close();
});
