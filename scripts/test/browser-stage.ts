// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { runVisible, type Stage } from './stage.ts';

const report = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }),
  errors: z.array(z.unknown()),
});

/** Playwright as a stage; a flaky test counts as failed, since retries hide bugs. */
export const browserStage = (root: string): Stage => ({
  name: 'browser (Chromium, the whole product on a sandbox host)',
  run: async () => {
    const folder = join(root, '.cache', 'reports');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'browser.json');
    rmSync(file, { force: true });
    const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
    const code = await runVisible([process.execPath, playwright, 'test', '--reporter=list,json'], {
      PLAYWRIGHT_JSON_OUTPUT_NAME: file,
    });
    const { stats, errors } = report.parse(JSON.parse(readFileSync(file, 'utf8')));
    const failed = stats.unexpected + stats.flaky + errors.length;
    return { passed: stats.expected, failed: failed === 0 && code !== 0 ? 1 : failed };
  },
});
