// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { readRecoverySheet } from '#contract/recovery-sheet.ts';
import { expectAccessible } from './accessible.ts';
import { ADMINISTRATOR, knownProduct } from './known-product.ts';

test('places are listed and added, and the recovery sheet is kept', async ({ browser }) => {
  const page = await (await browser.newContext({ baseURL: knownProduct().siteUrl })).newPage();
  await page.goto('/sign-in?next=/settings/places');
  await page.getByLabel('E-mail address').fill(ADMINISTRATOR.email);
  await page.getByLabel('Password').fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname === '/settings/places');
  await expect(page.getByRole('heading', { name: 'The server itself' })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('link', { name: 'Add a place' }).click();
  await page.getByRole('button', { name: 'Look for it' }).click();
  await expect(page.getByText('A name such as nas.example.org, or an IP address')).toBeVisible();
  await expectAccessible(page);

  await page.goto('/settings/recovery');
  await page.getByLabel('Your password').fill('not the password');
  await page.getByRole('button', { name: 'Show the sheet' }).click();
  await expect(page.getByText('This is not your present password.')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Your password').fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: 'Show the sheet' }).click();
  await expect(page.getByRole('heading', { name: 'The keys' })).toBeVisible();
  await expectAccessible(page);

  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download it' }).click();
  const sheet = readRecoverySheet(await readFile(await (await downloading).path(), 'utf8'));
  expect(sheet?.backupKey).toMatch(/^(?:[A-Z2-9]{5}-){7}[A-Z2-9]{5}$/);
  expect(sheet?.siteKey).toMatch(/^AGE-SECRET-KEY-1/);
  await expect(page.getByText('Noted that you kept it')).toBeVisible();

  await page.reload();
  await expect(page.getByText('It is kept', { exact: true })).toBeVisible();
  await page.context().close();
});
