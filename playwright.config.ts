// SPDX-License-Identifier: AGPL-3.0-or-later
import { defineConfig } from '@playwright/test';
import { CHROMIUM } from '#scripts/client/chromium.ts';

/** One browser, one product, one host: tests run in order, never again after a failure (a retry hides a bug). */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  workers: 1,
  retries: 0,
  timeout: 700_000,
  expect: { timeout: 15_000 },
  globalSetup: './e2e/global-setup.ts',
  outputDir: '.cache/test-results',
  use: {
    browserName: 'chromium',
    // Without these one click that finds nothing takes the whole time of its test.
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
    viewport: { width: 1280, height: 900 },
    launchOptions: CHROMIUM,
    // What turns while one waits costs a whole core to draw.
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
});
