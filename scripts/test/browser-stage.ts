// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { failureOf, runVisible, type Stage } from './stage.ts';

const reportedError = z.object({ message: z.string().optional() });

const reportedSuite = z.object({
  title: z.string(),
  specs: z.array(
    z.object({
      title: z.string(),
      tests: z.array(
        z.object({
          status: z.string(),
          results: z.array(z.object({ errors: z.array(reportedError) })),
        }),
      ),
    }),
  ),
  get suites() {
    return z.array(reportedSuite).optional();
  },
});

type ReportedSuite = z.infer<typeof reportedSuite>;

const report = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }),
  errors: z.array(reportedError),
  suites: z.array(reportedSuite),
});

const messagesOf = (errors: readonly z.infer<typeof reportedError>[]): string =>
  errors.map(({ message = 'no message' }) => message).join('\n');

/** What did not pass at its first try, by test. */
const failuresOf = ({ title, specs, suites = [] }: ReportedSuite): string[] => [
  ...specs.flatMap((spec) =>
    spec.tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ results }) =>
        failureOf(`${title}: ${spec.title}`, messagesOf(results.flatMap(({ errors }) => errors))),
      ),
  ),
  ...suites.flatMap(failuresOf),
];

/** Playwright as a stage; a flaky test counts as failed, since retries hide bugs. */
export const browserStage = (root: string): Stage => ({
  name: 'browser (Chromium, the whole product on a sandbox host)',
  run: async (output) => {
    const folder = join(root, '.cache', 'reports');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'browser.json');
    rmSync(file, { force: true });
    const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
    const code = await runVisible([process.execPath, playwright, 'test', '--reporter=list,json'], output, {
      PLAYWRIGHT_JSON_OUTPUT_NAME: file,
    });
    const { stats, errors, suites } = report.parse(JSON.parse(readFileSync(file, 'utf8')));
    const failed = stats.unexpected + stats.flaky + errors.length;
    return {
      passed: stats.expected,
      failed: failed === 0 && code !== 0 ? 1 : failed,
      failures: [
        ...suites.flatMap(failuresOf),
        ...errors.map((error) => failureOf('before the tests', messagesOf([error]))),
      ],
    };
  },
});
