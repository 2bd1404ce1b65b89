// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from '../start/say.ts';

/** What a stage of `npm test` counted. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** A line or two for each failure, told again at the end, where it is looked for. */
  readonly failures?: readonly string[];
}

/** Where the programs of a stage print: through to who started the tests, or into a file (its descriptor). */
export type Output = 'inherit' | number;

export interface Stage {
  readonly name: string;
  run(output: Output): Promise<Tally>;
}

/** Runs a program and lets its output through; resolves to its exit code (128 + 9 for a signal). */
export function runVisible(
  argv: readonly [string, ...string[]],
  output: Output = 'inherit',
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const [program, ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', output, output],
      env: { ...process.env, ...env },
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 137));
  });
}

/** A stage that is one check: passes with exit code 0. */
export const checkStage = (name: string, argv: readonly [string, ...string[]]): Stage => ({
  name,
  run: async (output) =>
    (await runVisible(argv, output)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 },
});

/** A stage that ended, with its part of the summary. */
interface Ended extends Tally {
  readonly line: string;
}

async function runStage(stage: Stage, output: Output): Promise<Ended> {
  const startedAt = performance.now();
  let tally: Tally;
  try {
    tally = await stage.run(output);
  } catch (error) {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    say(why);
    tally = { passed: 0, failed: 1, failures: [why] };
  }
  if (tally.passed + tally.failed === 0) {
    say(`${stage.name} ran nothing, which counts as a failure.`);
    tally = { passed: 0, failed: 1 };
  }
  const { passed, failed, failures = [] } = tally;
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const line = `  ${failed === 0 ? 'ok    ' : 'FAILED'} ${stage.name}: ${passed} passed, ${failed} failed (${seconds} s)`;
  const told = failures.map((failure) => `         ${failure.replaceAll('\n', '\n         ')}`);
  return { passed, failed, line: [line, ...told].join('\n') };
}

const ANSI = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** Where libraries stand on the way to our code: they would leave no room for what was found. */
const FRAME_OF_OTHERS = /^\s*at .*(?:node_modules|node:internal)/;

/** A failed test in a few lines: its name, and the first lines of what it found. */
export const failureOf = (test: string, message: string): string => {
  const lines = message.replaceAll(ANSI, '').trim().split('\n');
  return [test, ...lines.filter((line) => !FRAME_OF_OTHERS.test(line)).slice(0, 12)].join('\n  ');
};

/** Long enough not to bore, and short enough that nobody takes it for dead. */
const ALIVE_EVERY_MS = 120_000;

/**
 * Stages that run beside others of their kind, since they wait more than they work: what each prints is shown whole,
 * when it has ended.
 */
async function runBeside(stages: readonly Stage[], folder: string): Promise<Ended[]> {
  const ended: Ended[] = [];
  for (const [index, stage] of stages.entries()) {
    const file = join(folder, `${process.pid}-${stage.name.replace(/\W+/g, '-')}-${index}.log`);
    const output = openSync(file, 'w');
    say(`── ${stage.name}: begun ──`);
    const beganAt = performance.now();
    const alive = setInterval(() => {
      say(`   ${stage.name}: ${Math.round((performance.now() - beganAt) / 60_000)} min, see ${file}`);
    }, ALIVE_EVERY_MS);
    try {
      ended.push(await runStage(stage, output));
    } finally {
      clearInterval(alive);
      closeSync(output);
      say(`\n── ${stage.name} ──\n${readFileSync(file, 'utf8')}`);
    }
  }
  return ended;
}

/**
 * Runs the stages one after the other, and of a list of lanes all lanes at once; all of them even when one fails. Prints
 * the closing line `N passed, N failed`. A stage that counted nothing is a failure: it proves nothing.
 */
export async function runStages(
  stages: readonly (Stage | readonly (readonly Stage[])[])[],
): Promise<boolean> {
  const folder = join(process.cwd(), '.cache', 'reports');
  mkdirSync(folder, { recursive: true });
  const ended: Ended[] = [];
  for (const stage of stages) {
    if (!('run' in stage)) {
      ended.push(...(await Promise.all(stage.map((lane) => runBeside(lane, folder)))).flat());
      continue;
    }
    say(`\n── ${stage.name} ──`);
    ended.push(await runStage(stage, 'inherit'));
  }
  const passed = ended.reduce((sum, one) => sum + one.passed, 0);
  const failed = ended.reduce((sum, one) => sum + one.failed, 0);
  say(`\n${ended.map(({ line }) => line).join('\n')}\n`);
  say(`${passed} passed, ${failed} failed`);
  return failed === 0;
}
