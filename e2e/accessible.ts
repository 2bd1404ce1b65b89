// SPDX-License-Identifier: AGPL-3.0-or-later
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** No axe violation on the page as it is now, in the light and the dark theme. */
export async function expectAccessible(page: Page): Promise<void> {
  // An open dialog hides the page behind it, with its headings.
  await expect(page.getByRole('heading').first()).toBeVisible();
  for (const theme of ['light', 'dark']) {
    await page.evaluate(async (name) => {
      document.documentElement.setAttribute('data-theme', name);
      // Colours go over into those of the theme, from the outermost element to the innermost.
      const transitions = () =>
        document.getAnimations().filter((animation) => animation instanceof CSSTransition);
      const deadline = performance.now() + 10_000;
      do {
        // Not a frame: a page that is not in front gets none.
        await new Promise((resolve) => setTimeout(resolve, 20));
        const [going] = transitions();
        if (going !== undefined && performance.now() > deadline)
          throw new Error(`${going.transitionProperty} of an element changes without an end`);
      } while (transitions().length > 0);
    }, theme);
    // In the page itself: it has no frames, and otherwise each look opens a second page before it.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    const found = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    );
    expect(found, `axe on ${page.url()} (${theme})`).toEqual([]);
  }
}
