// SPDX-License-Identifier: AGPL-3.0-or-later
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Product {
  readonly siteUrl: string;
  readonly welcomeUrl: string;
  readonly home: string;
  readonly sandboxName: string;
  stop(): Promise<void>;
}

const START_WITHIN_MS = 15 * 60_000;

/**
 * Starts the product as a person does (the script behind `npm start`), in a home and with a practice server of its own,
 * and reads from what it prints where the site is and how the first administrator is made.
 */
export async function startProduct(options: {
  home: string;
  sandboxName: string;
  port: number;
}): Promise<Product> {
  mkdirSync('.cache', { recursive: true });
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join('scripts', 'start.ts')],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        HOP3_HOME: options.home,
        HOP3_SANDBOX: options.sandboxName,
        HOP3_PORT: String(options.port),
      },
    },
  );
  const printed: string[] = [];
  const log = createWriteStream(join('.cache', 'e2e-start.log'));
  child.stderr.pipe(log, { end: false });
  const welcomeUrl = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => fail('it took too long'), START_WITHIN_MS);
    const fail = (why: string): void => {
      clearTimeout(timer);
      child.kill('SIGTERM');
      reject(new Error(`npm start: ${why}\n${printed.slice(-30).join('\n')}`));
    };
    createInterface({ input: child.stdout }).on('line', (line) => {
      printed.push(line);
      log.write(`${line}\n`);
      const link = /https?:\/\/\S+\/welcome\/\S+/.exec(line);
      if (link === null) return;
      clearTimeout(timer);
      resolve(link[0]);
    });
    child.once('exit', (code) => fail(`it ended with ${code}`));
  });
  return {
    siteUrl: new URL(welcomeUrl).origin,
    welcomeUrl,
    home: options.home,
    sandboxName: options.sandboxName,
    stop: () => stopChild(child),
  };
}

function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
