// SPDX-License-Identifier: AGPL-3.0-or-later

import { printableLine } from '#agent/host/line-splitter.ts';
import { LinuxHost } from '#agent/host/linux-host.ts';
import { pluginsFor } from '#agent/plugins/registry.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { bootstrapInput } from '#contract/host-bootstrap.ts';
import { err, type Result } from '#contract/result.ts';
import { setUp } from './set-up.ts';
import { takeDown } from './take-down.ts';

/**
 * bootstrap.mjs: sets a host up (contract/host-bootstrap.ts), or with the arguments `remove
 * all-but-backups` or `remove with-backups` takes our programs off it.
 * Prints JSON lines: {"note"} and {"log"}, at last {"done": true} or {"failed": Failure}.
 */
const LARGEST_INPUT = 4 * 1024 * 1024;

const print = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);
const listener = {
  note: (text: string) => void print({ note: printableLine(text) }),
  log: (text: string) => void print({ log: printableLine(text) }),
};

async function main(): Promise<Result<void, Failure>> {
  const host = new LinuxHost();
  if (process.getuid?.() !== 0) return err(failure('host-unsuitable', 'This must run as root.'));
  if (process.argv[2] === 'remove') return takeDown(process.argv[3] === 'with-backups', host, listener);
  const release = (await host.readText('/etc/os-release')) ?? '';
  const plugins = pluginsFor(release);
  if (!plugins) {
    return err(
      failure(
        'host-unsuitable',
        `We cannot set up ${/^PRETTY_NAME="?([^"\n]*)/m.exec(release)?.[1] ?? 'this system'} yet.`,
        {
          remedy: 'Use Debian 12 or 13.',
        },
      ),
    );
  }
  const input = bootstrapInput.safeParse(await readInput());
  if (!input.success)
    return err(
      failure('input-refused', 'What set-up was told is not in the contract.', {
        detail: input.error.message.slice(0, 4000),
      }),
    );
  return setUp(input.data, plugins.os, host, listener);
}

async function readInput(): Promise<unknown> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    text += chunk;
    if (text.length > LARGEST_INPUT) return null;
  }
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

let outcome: Result<void, Failure>;
try {
  outcome = await main();
} catch (error) {
  outcome = err(
    failure('internal', 'Setting up the server failed.', { detail: printableLine(String(error)) }),
  );
}
print(outcome.ok ? { done: true } : { failed: outcome.error });
process.exitCode = outcome.ok ? 0 : 1;
