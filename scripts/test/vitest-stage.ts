// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { failureOf, runVisible, type Stage } from './stage.ts';

const report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numFailedTestSuites: z.int(),
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

type Report = z.infer<typeof report>;

/** What failed, by test; of a file that failed as a whole, by file. */
const failuresOf = ({ testResults }: Report, root: string): string[] =>
  testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    const tests = assertionResults.filter((one) => one.status === 'failed');
    return status === 'failed' && tests.length === 0
      ? [failureOf(file, message)]
      : tests.map((one) => failureOf(`${file}: ${one.fullName}`, (one.failureMessages ?? []).join('\n')));
  });

/** A Vitest project as a stage; counted from Vitest's own JSON report. */
export const vitestStage = (
  name: string,
  project: 'unit' | 'hosts' | 'service' | 'storms',
  root: string,
): Stage => ({
  name,
  run: async (output) => {
    const folder = join(root, '.cache', 'reports');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${project}.json`);
    rmSync(file, { force: true });
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const code = await runVisible(
      [process.execPath, vitest, 'run', '--project', project, ...reporters],
      output,
    );
    const counted = report.parse(JSON.parse(readFileSync(file, 'utf8')));
    const failed =
      counted.numFailedTests +
      (counted.success || counted.numFailedTests > 0 ? 0 : Math.max(1, counted.numFailedTestSuites));
    return {
      passed: counted.numPassedTests,
      failed: failed === 0 && code !== 0 ? 1 : failed,
      failures: failuresOf(counted, root),
    };
  },
});
