// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, type Locator, type Page, type Request } from '@playwright/test';

async function settled(page: Page): Promise<void> {
  await expect(
    page
      .getByRole('heading', { level: 1 })
      .or(page.getByRole('heading', { level: 2 }))
      .first(),
  ).toBeVisible();
  await expect(page.locator('[role=status][aria-label]')).toHaveCount(0);
}

const buttonsIn = (place: Locator): Locator =>
  place.locator('button:enabled:not([role=tab])').filter({ visible: true });

/**
 * Opens the page anew for each of its buttons and presses it, and what acts in the dialog that it opened. Tabs are
 * addresses of their own, to be given one by one.
 * → what it pressed. Fails when the API answers that who is signed in may not do that.
 */
export async function pressEverything(page: Page, path: string): Promise<string[]> {
  const refused: string[] = [];
  const waiting = new Set<Request>();
  const isCall = (request: Request) =>
    request.url().includes('/api/trpc/') && request.headers()['accept'] !== 'text/event-stream';
  const onRequest = (request: Request): void => {
    if (isCall(request)) waiting.add(request);
  };
  const onEnd = async (request: Request): Promise<void> => {
    if (!waiting.has(request)) return;
    const body = await (await request.response())?.text().catch(() => '');
    if (body?.includes('"FORBIDDEN"')) refused.push(new URL(request.url()).pathname);
    waiting.delete(request);
  };
  page.on('request', onRequest).on('requestfinished', onEnd).on('requestfailed', onEnd);
  const open = async (): Promise<Locator> => {
    await page.goto(path);
    await settled(page);
    return buttonsIn(page.locator('main'));
  };
  const pressed: string[] = [];
  for (let index = 0, buttons = await open(); index < (await buttons.count()); index++) {
    const button = buttons.nth(index);
    pressed.push((await button.innerText()).trim() || ((await button.getAttribute('aria-label')) ?? ''));
    await button.click();
    const dialog = page.getByRole('dialog');
    // Its last button is the one that acts.
    if (await dialog.isVisible()) await buttonsIn(dialog).last().click();
    await expect.poll(() => waiting.size).toBe(0);
    buttons = await open();
  }
  page.off('request', onRequest).off('requestfinished', onEnd).off('requestfailed', onEnd);
  expect(refused, `${path}: refused after pressing one of ${pressed.join(', ')}`).toEqual([]);
  return pressed;
}
