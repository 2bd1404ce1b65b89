// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { runVisible, type Stage } from './stage.ts';

const report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numFailedTestSuites: z.int(),
  success: z.boolean(),
});

/** A Vitest project as a stage; counted from Vitest's own JSON report. */
export const vitestStage = (name: string, project: 'unit' | 'integration', root: string): Stage => ({
  name,
  run: async () => {
    const folder = join(root, '.cache', 'reports');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${project}.json`);
    rmSync(file, { force: true });
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const code = await runVisible([
      process.execPath,
      vitest,
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ]);
    const counted = report.parse(JSON.parse(readFileSync(file, 'utf8')));
    const failed =
      counted.numFailedTests +
      (counted.success || counted.numFailedTests > 0 ? 0 : Math.max(1, counted.numFailedTestSuites));
    return { passed: counted.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
  },
});
