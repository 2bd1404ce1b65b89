// SPDX-License-Identifier: AGPL-3.0-or-later
// What everybody sees: how much script it loads, and what Lighthouse makes of it.
import { expect, test } from '@playwright/test';
import { lighthouseScores } from '#scripts/client/lighthouse-scores.ts';
import { knownProduct } from './known-product.ts';

/** Bytes on the wire of all script files of a page; a Next page with nothing on it has about 141,000. */
const SCRIPT_BUDGET = 160_000;

for (const path of ['/', '/apps/miniflux', '/compare?apps=miniflux,wordpress']) {
  test(`${path} loads at most ${SCRIPT_BUDGET / 1000} kB of script`, async ({ browser }) => {
    const page = await (await browser.newContext({ baseURL: knownProduct().siteUrl })).newPage();
    await page.goto(path);
    // By then everything has come that is loaded without being asked for.
    await page.waitForLoadState('networkidle');
    const scripts = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map((entry) => entry as PerformanceResourceTiming)
        .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
        .map(({ name, encodedBodySize, decodedBodySize }) => ({ name, encodedBodySize, decodedBodySize })),
    );
    expect(scripts.length).toBeGreaterThan(4);
    for (const { name, encodedBodySize, decodedBodySize } of scripts) {
      expect(encodedBodySize, `${name} is compressed`).toBeLessThan(Math.max(decodedBodySize, 1_000));
    }
    const bytes = scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
    expect(
      bytes,
      scripts.map(({ name, encodedBodySize }) => `${encodedBodySize} ${name}`).join('\n'),
    ).toBeLessThan(SCRIPT_BUDGET);
    await page.context().close();
  });
}

const LEAST_SCORE = 95;

for (const path of ['/', '/apps/miniflux']) {
  test(`Lighthouse gives ${path} at least ${LEAST_SCORE} in all that does not depend on this computer`, async () => {
    const scores = await lighthouseScores(new URL(path, knownProduct().siteUrl).href, [
      'accessibility',
      'best-practices',
      'seo',
    ]);
    for (const [category, { score, found }] of Object.entries(scores)) {
      expect(score, `${category}: ${found.join('; ')}`).toBeGreaterThanOrEqual(LEAST_SCORE);
    }
  });
}
