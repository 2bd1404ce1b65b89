// SPDX-License-Identifier: AGPL-3.0-or-later
import type { OperationId } from '#contract/ids.ts';
import { appId } from '#contract/ids.ts';
import { inventoryOfHost, KEPT_BACKUPS, leftSince } from '#scripts/client/host-inventory.ts';
import { must, type Subject } from '../laboratory.ts';
import { onHost } from '../on-host.ts';
import { type Check, recordOf, signIn, subjectOf, type Trial, uninstall } from '../trial.ts';

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
    notes.push(await meetsTakenPort(trial));
    return notes;
  },
};

/** Listens on a port; nobody answers. */
const TAKE_PORT = `
systemd-run --quiet --collect --unit=stranger perl -MIO::Socket::INET -e '
  my $taken = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => $ARGV[0], Listen => 8) or die "$@";
  while (my $visitor = $taken->accept) { close $visitor }' "$1"
for _ in $(seq 50); do ss -ltnH "sport = :$1" | grep -q . && exit 0; sleep 0.1; done
exit 1
`;

/** A stranger is quicker: the install is refused in plain words and undone, and nothing of it is left. */
async function meetsTakenPort(trial: Trial): Promise<string> {
  const { host } = subjectOf(trial);
  if ((await recordOf(subjectOf(trial))).port === null) return 'It has no port that could be taken';
  const before = inventoryOfHost(host.sandbox.name);
  const domain = `${trial.app}-taken.${host.sandbox.domainSuffix}`;
  const begun = await begin(trial, host.id, domain);
  await untilStep(trial, begun.operation, 'build-release');
  try {
    const { port } = await recordOf({ installation: begun.installation, domain, host });
    await onHost(host.sandbox, TAKE_PORT, [String(port)]);
    const ended = await trial.lab.end(begun.operation);
    must(ended.state === 'failed', `With its port taken the install ${ended.state}.`);
    must(
      ended.failure?.code === 'port-taken',
      `With its port taken it failed by ${ended.failure?.code}: ${ended.failure?.message}`,
    );
    must(!ended.leftBehind, 'With its port taken something was left behind.');
  } finally {
    await onHost(host.sandbox, 'systemctl stop stranger.service || true');
  }
  const left = leftSince(before, inventoryOfHost(host.sandbox.name), KEPT_BACKUPS);
  must(left.length === 0, `Left after its port was taken: ${left.join(', ')}`);
  return 'Its port taken by another program: said in plain words, and nothing is left';
}

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
