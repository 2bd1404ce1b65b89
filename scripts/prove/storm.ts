// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OperationId } from '#contract/ids.ts';
import type { OperationView } from '#contract/site-api/operations.ts';
import { powerOffHard, up } from '#sandbox/sandbox.ts';
import type { LabHost, Laboratory } from './laboratory.ts';
import { onHost, sayOnHost } from './on-host.ts';

/**
 * What is ended in the middle of a step, without a word: `server` is a power cut, `first-data` one in the moment in which
 * a database server that is being installed makes its first data.
 */
export type Victim = 'worker' | 'agent' | 'rootd' | 'server' | 'first-data' | 'database';

export interface StormReport {
  readonly view: OperationView;
  /** Steps in which something was killed, in order. */
  readonly struck: readonly string[];
  /** What the operation told meanwhile, line by line. */
  readonly told: readonly string[];
}

/** Many times what the longest of them takes on a busy computer. */
const ENDS_WITHIN_MS = 600_000;

class Stuck extends Error {
  override readonly name = 'Stuck';
}

/** For whoever must find out why: nothing of the laboratory is left afterwards. */
async function whereItStands(lab: Laboratory, last: string, struck: readonly string[]): Promise<string> {
  const log = await readFile(join(lab.product.paths.log, 'worker.log'), 'utf8').catch(
    (error: Error) => error.message,
  );
  return `not at its end after ${ENDS_WITHIN_MS / 60_000} minutes. Struck: ${struck.join(', ')}. Last event: ${last}\nThe worker said:\n${log.slice(-3000)}`;
}

/**
 * Follows an operation and kills what `plan` names as soon as a step says that it is running, once a step. The next
 * worker is started; agent and rootd come back by themselves; a server is switched on again.
 */
export async function weather(
  lab: Laboratory,
  host: LabHost,
  operation: OperationId,
  plan: Readonly<Record<string, Victim>>,
): Promise<StormReport> {
  const struck: string[] = [];
  const told = new Set<string>();
  let strikes: Promise<void> = Promise.resolve();
  let last = 'nothing';
  const follow = () =>
    lab.product.follow(operation, ({ event }) => {
      last = JSON.stringify(event).slice(0, 300);
      if (event.type === 'log') told.add(event.text);
      if (event.type !== 'step' || event.state !== 'running') return;
      const victim = plan[event.step];
      if (victim === undefined || struck.includes(event.step)) return;
      struck.push(event.step);
      strikes = strikes.then(() => strike(lab, host, victim));
    });
  for (;;) {
    try {
      const view = await Promise.race([follow(), sleep(ENDS_WITHIN_MS, null, { ref: false })]);
      if (view === null) throw new Stuck(await whereItStands(lab, last, struck));
      await strikes;
      return { view, struck, told: [...told] };
    } catch (error) {
      if (error instanceof Stuck) throw error;
      // Who follows reads from the database that was just ended.
      const ended = struck.filter((step) => plan[step] === 'database').length;
      if (ended === 0 || !(await comesBack(lab, strikes))) throw error;
    }
  }
}

/** Both take about two seconds; a third of one after the beginning, what is there can neither be used nor made anew. */
const UNTIL_DATA_IS_HALF_MADE = `
for _ in $(seq 6000); do
  pgrep -f 'bin/(mariadb-install-db|initdb) ' >/dev/null && sleep 0.35 && exit 0
  sleep 0.02
done
echo 'no database server was installed within two minutes' >&2
exit 1
`;

async function strike(lab: Laboratory, host: LabHost, victim: Victim): Promise<void> {
  switch (victim) {
    case 'worker':
      await lab.product.killWorker();
      await lab.product.startWorker();
      return;
    case 'database':
      await lab.product.killDatabase();
      return;
    case 'agent':
    case 'rootd':
      // It may not be running at this moment: rootd leaves when it has nothing to do.
      await sayOnHost(host.sandbox, 'systemctl kill --signal=KILL "$1"', [`hop3-${victim}.service`]);
      return;
    case 'first-data':
      await onHost(host.sandbox, UNTIL_DATA_IS_HALF_MADE);
      await powerOffHard(host.sandbox.name);
      await up({ name: host.sandbox.name });
      return;
    case 'server':
      await powerOffHard(host.sandbox.name);
      await up({ name: host.sandbox.name });
  }
}

/** Waits for the strikes so far; whether the database answers then. */
async function comesBack(lab: Laboratory, strikes: Promise<void>): Promise<boolean> {
  await strikes;
  const until = Date.now() + 60_000;
  while (Date.now() < until) {
    try {
      await lab.product.web.db.$client`select 1`;
      return true;
    } catch {
      await sleep(200);
    }
  }
  return false;
}
