// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawn } from 'node:child_process';
import { say } from '../start/say.ts';

/** What a stage of `npm test` counted. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

export interface Stage {
  readonly name: string;
  run(): Promise<Tally>;
}

/** Runs a program and lets its output through; resolves to its exit code (128 + 9 for a signal). */
export function runVisible(
  argv: readonly [string, ...string[]],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const [program, ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 137));
  });
}

/** A stage that is one check: passes with exit code 0. */
export const checkStage = (name: string, argv: readonly [string, ...string[]]): Stage => ({
  name,
  run: async () => ((await runVisible(argv)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }),
});

/**
 * Runs the stages one after the other, all of them even when one fails, and prints the closing line
 * `N passed, N failed`. A stage that counted nothing is a failure: it proves nothing.
 */
export async function runStages(stages: readonly Stage[]): Promise<boolean> {
  let passed = 0;
  let failed = 0;
  const summary: string[] = [];
  for (const stage of stages) {
    say(`\n── ${stage.name} ──`);
    const startedAt = performance.now();
    let tally: Tally;
    try {
      tally = await stage.run();
    } catch (error) {
      say(error instanceof Error ? (error.stack ?? error.message) : String(error));
      tally = { passed: 0, failed: 1 };
    }
    if (tally.passed + tally.failed === 0) {
      say(`${stage.name} ran nothing, which counts as a failure.`);
      tally = { passed: 0, failed: 1 };
    }
    passed += tally.passed;
    failed += tally.failed;
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    summary.push(
      `  ${tally.failed === 0 ? 'ok    ' : 'FAILED'} ${stage.name}: ${tally.passed} passed, ${tally.failed} failed (${seconds} s)`,
    );
  }
  say(`\n${summary.join('\n')}\n`);
  say(`${passed} passed, ${failed} failed`);
  return failed === 0;
}
