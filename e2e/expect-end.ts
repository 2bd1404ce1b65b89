// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, type Page } from '@playwright/test';

/**
 * The operation that the page goes to ends with these words, within ten minutes. When it ends with others, or not at
 * all, the page's own words are the failure: its screenshot is not kept where the tests run by themselves.
 */
export async function expectEnd(page: Page, words: string | RegExp): Promise<void> {
  await page.waitForURL('**/operations/*');
  const ended = page.getByText(words).first();
  const failed = page.getByRole('button', { name: 'Try again' });
  try {
    await expect(ended.or(failed).first()).toBeVisible({ timeout: 600_000 });
    await expect(ended).toBeVisible({ timeout: 5_000 });
  } catch (error) {
    const shown = await page.locator('main').textContent();
    throw new Error(`It did not end with "${words}". ${page.url()} says: ${shown}`, { cause: error });
  }
}
