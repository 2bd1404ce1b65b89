// SPDX-License-Identifier: AGPL-3.0-or-later
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { say } from './say.ts';

export interface ProcessPlan {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly uid: number;
  readonly gid: number;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
}

const RESTART_MIN_MS = 500;
const RESTART_MAX_MS = 30_000;
const STOP_TIMEOUT_MS = 15_000;
/** A process that has run this long is taken for healthy again. */
const HEALTHY_AFTER_MS = 60_000;

/**
 * Keeps our processes running: starts each, writes what it prints to its log file, starts it again with growing
 * pauses when it ends, and stops all on `stop`. One that ends is told about once per run of failures, not each time.
 */
export class Processes {
  readonly #children = new Map<string, ChildProcess>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopping = false;

  start(plan: ProcessPlan): void {
    this.#launch(plan, RESTART_MIN_MS);
  }

  pidOf(name: string): number | undefined {
    return this.#children.get(name)?.pid;
  }

  #launch(plan: ProcessPlan, pauseMs: number): void {
    const startedAt = Date.now();
    const [program, ...args] = plan.argv;
    const asRoot = process.getuid?.() === 0;
    const child = spawn(program, args, {
      cwd: plan.cwd,
      env: {
        NODE_ENV: 'production',
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        LANG: 'C.UTF-8',
        ...plan.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(asRoot ? { uid: plan.uid, gid: plan.gid } : {}),
    });
    this.#children.set(plan.name, child);
    const log = createWriteStream(plan.logFile, { flags: 'a', mode: 0o640 });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    child.on('error', (error) => log.write(`${plan.name}: ${error.message}\n`));
    child.on('close', (code, signal) => {
      log.end();
      this.#children.delete(plan.name);
      if (this.#stopping) return;
      const healthy = Date.now() - startedAt > HEALTHY_AFTER_MS;
      const nextPauseMs = healthy ? RESTART_MIN_MS : Math.min(pauseMs * 2, RESTART_MAX_MS);
      if (healthy || pauseMs === RESTART_MIN_MS) {
        say(
          `The ${plan.name} process ended (${signal ?? `exit ${code}`}); it is started again. Its log: ${plan.logFile}`,
        );
      }
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.#launch(plan, nextPauseMs);
      }, pauseMs);
      this.#timers.add(timer);
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(
      [...this.#children.values()].map(
        (child) =>
          new Promise<void>((resolve) => {
            const force = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
            child.once('close', () => {
              clearTimeout(force);
              resolve();
            });
            child.kill('SIGTERM');
          }),
      ),
    );
  }
}
