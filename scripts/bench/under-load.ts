// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawn } from 'node:child_process';
import { Agent, get } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OperationId } from '#contract/ids.ts';
import { type SandboxHost, sshToHost } from '#sandbox/sandbox.ts';
import { endOf, type SiteClient } from '../client/site-client.ts';
import { onHost } from './on-host.ts';

export interface UnderLoad {
  readonly requests: number;
  /** Answers that were an error, and connections that broke or got nothing for a minute. */
  readonly failed: number;
  /** The longest that a visitor who asks again and again was without the page: from one to the next that came whole. */
  readonly awayMs: number;
  /** From the button to the end of the operation. */
  readonly operationMs: number;
}

/** Longer than any of the operations; wrk is stopped when they have ended. */
const LONGEST_SECONDS = 300;
const BEFORE_MS = 2_000;
const AFTER_MS = 2_000;

/** wrk on the server itself, which knows the app's name by a line in its hosts file. */
export async function prepareLoad(host: SandboxHost, domain: string): Promise<void> {
  await onHost(host, 'DEBIAN_FRONTEND=noninteractive apt-get install -y -qq wrk >/dev/null');
  await onHost(host, 'cat >> /etc/hosts', `127.0.0.1 ${domain}\n`);
}

/** A page came whole, to somebody who trusts `ca` and asks with a connection of its own. */
function pageComes(host: SandboxHost, url: URL, ca: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = get(
      {
        host: host.address,
        servername: url.hostname,
        path: url.pathname,
        headers: { host: url.host },
        ca,
        agent: new Agent({ keepAlive: false }),
        timeout: 60_000,
      },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode === 200));
        answer.once('error', () => resolve(false));
      },
    );
    asked.once('timeout', () => asked.destroy());
    asked.once('error', () => resolve(false));
  });
}

const ASK_EVERY_MS = 50;

/** Asks until `until` says so; gives the longest time between two pages that came. */
async function longestAway(comes: () => Promise<boolean>, until: () => boolean): Promise<number> {
  let lastMs = performance.now();
  let longest = 0;
  while (!until()) {
    if (await comes()) {
      const nowMs = performance.now();
      longest = Math.max(longest, nowMs - lastMs);
      lastMs = nowMs;
    }
    await sleep(ASK_EVERY_MS);
  }
  return Math.max(longest, performance.now() - lastMs);
}

/** 8 visitors with connections of their own ask for `url` without a pause, over HTTPS, while an operation runs. */
export async function underLoad(
  client: SiteClient,
  host: SandboxHost,
  url: string,
  begin: () => Promise<{ operation: OperationId }>,
): Promise<UnderLoad> {
  const [program = '', ...args] = sshToHost(host);
  const command = `read -r url; exec wrk -t1 -c8 -d${LONGEST_SECONDS}s --timeout 60s "$url"`;
  const wrk = spawn(program, [...args, command], { stdio: 'pipe' });
  wrk.stdin.end(`${url}\n`);
  let printed = '';
  wrk.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  wrk.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const { pem } = await client.settings.rootCertificate.query();
  let over = false;
  const away = longestAway(
    () => pageComes(host, new URL(url), pem),
    () => over,
  );
  const ended = new Promise<void>((resolve) => wrk.once('close', () => resolve()));

  try {
    await sleep(BEFORE_MS);
    const { operation } = await begin();
    const view = await endOf(client, operation, LONGEST_SECONDS * 1000);
    if (view.state !== 'succeeded' || view.endedAtMs === null)
      throw new Error(`${view.kind} under load: ${view.failure?.message}`);
    await sleep(AFTER_MS);
    await onHost(host, 'pkill -INT -x wrk || true');
    await ended;
    over = true;
    return { ...countsOf(printed), awayMs: await away, operationMs: view.endedAtMs - view.createdAtMs };
  } finally {
    over = true;
  }
}

/** What wrk says at its end; it names kinds of failure only where there are any. Pure. */
export function countsOf(printed: string): { requests: number; failed: number } {
  const requests = /^\s*(\d+) requests in /m.exec(printed)?.[1];
  if (requests === undefined) throw new Error(`wrk: ${printed}`);
  const refused = Number(/Non-2xx or 3xx responses: (\d+)/.exec(printed)?.[1] ?? 0);
  const broken = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(printed);
  const failed = (broken?.slice(1) ?? []).reduce((sum, count) => sum + Number(count), refused);
  return { requests: Number(requests), failed };
}
