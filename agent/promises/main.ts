// SPDX-License-Identifier: AGPL-3.0-or-later
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { printableLine } from '#agent/host/line-splitter.ts';
import { paths } from '#agent/host/paths.ts';
import type { Failure } from '#contract/failure.ts';
import { operationId } from '#contract/ids.ts';
import { agentAt } from './agent-socket.ts';
import { keepPromises } from './keep-promises.ts';
import { promisesOf } from './promises-of.ts';

/**
 * promise.mjs: what systemd's timers start, as user hop3-agent. Has one thing done by the agent and says how it went;
 * exit code 0 when every promise was kept, 1 when one was broken, 2 when it was called wrongly.
 */
const say = (line: string) => console.log(printableLine(line));
const saidOf = ({ message, remedy }: Failure): string => [message, remedy].filter(Boolean).join(' ');

const agent = agentAt(paths.agentSocket);
const promises = await promisesOf(process.argv.slice(2), agent);
if (!promises.ok) {
  say(saidOf(promises.error));
  process.exit(promises.error.code === 'input-refused' ? 2 : 1);
}
const kept = await keepPromises(promises.value, {
  agent,
  newOperation: () => operationId.parse(randomUUID()),
  nowMs: Date.now,
  sleep: (ms) => sleep(ms),
  say,
});
for (const { promise, outcome } of kept) {
  if (outcome.ok) continue;
  const what = [promise.verb, promise.installation].filter(Boolean).join(' ');
  say(`${what} was not done: ${saidOf(outcome.error)}`);
  process.exitCode = 1;
}
