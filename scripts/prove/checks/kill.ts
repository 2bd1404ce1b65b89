// SPDX-License-Identifier: AGPL-3.0-or-later
import type { OperationId } from '#contract/ids.ts';
import { appId } from '#contract/ids.ts';
import { inventoryOfHost, KEPT_BACKUPS, leftSince } from '#scripts/client/host-inventory.ts';
import { must, type Subject } from '../laboratory.ts';
import { onHost } from '../on-host.ts';
import { type Check, signIn, subjectOf, type Trial, uninstall } from '../trial.ts';

/** A disk with hardly any room where builds are made: as full as one can be without hurting the rest of the laboratory. */
const FILL =
  'mkdir -p /var/lib/hop3/builds && mount -t tmpfs -o size=8m,mode=0700 hop3-full /var/lib/hop3/builds';
const EMPTY = 'umount -l /var/lib/hop3/builds';

/** Killed in the middle, out of room, and its port taken: it goes on, is refused or is undone, and nothing is left. */
export const survivesKills: Check = {
  id: 'kill',
  async run(trial) {
    const { host } = subjectOf(trial);
    const { lab } = trial;
    const other = await lab.host('other');
    const notes: string[] = [];

    // On the other server, which does not have its root yet.
    const before = inventoryOfHost(other.sandbox.name);
    await onHost(other.sandbox, FILL);
    try {
      const full = await begin(trial, other.id, `full.${other.sandbox.domainSuffix}`);
      const ended = await lab.end(full.operation);
      must(ended.state === 'failed', `With a full disk the install ${ended.state}.`);
      must(
        ended.failure?.code === 'not-enough-disk',
        `With a full disk it failed by ${ended.failure?.code}: ${ended.failure?.message}`,
      );
      must(!ended.leftBehind, 'With a full disk something was left behind.');
    } finally {
      await onHost(other.sandbox, EMPTY);
    }
    const left = leftSince(before, inventoryOfHost(other.sandbox.name), KEPT_BACKUPS);
    must(left.length === 0, `Left after a full disk: ${left.join(', ')}`);
    notes.push('A full disk is said in plain words and leaves nothing');

    const domain = `${trial.app}-killed.${host.sandbox.domainSuffix}`;
    const killed = await begin(trial, host.id, domain);
    await untilStep(trial, killed.operation, 'configure');
    await onHost(host.sandbox, 'systemctl kill --signal=KILL hop3-agent.service hop3-rootd.service || true');
    await lab.product.killWorker();
    await lab.product.startWorker();
    await lab.succeed(killed.operation, 'The install with agent, rootd and worker killed in the middle');
    const subject: Subject = { installation: killed.installation, domain, host };
    await signIn(trial, subject);
    await uninstall(trial, subject);
    notes.push(
      'Killed in the middle of an install (worker, agent and the root part): it went on and was signed in to',
    );
    return notes;
  },
};

async function begin(trial: Trial, host: string, domain: string) {
  return trial.lab.api.installations.install({
    app: appId.parse(trial.app),
    host: host as never,
    title: `Killed ${trial.app}`,
    domain,
    settings: { ...trial.settings },
  });
}

/** Resolves when the operation has come as far as a step, or has ended. */
async function untilStep(trial: Trial, operation: OperationId, step: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    trial.lab.product
      .follow(operation, ({ event }) => {
        if (event.type === 'step' && event.step === step && event.state === 'running') resolve();
      })
      .then(() => resolve(), reject);
  });
}
