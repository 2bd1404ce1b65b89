// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { arch } from 'node:os';
import { dirname, join } from 'node:path';
import { type DebianMirrors, pickAptOptions, readDebianMirrors, renderDebianSources } from './apt-sources.ts';
import { withFileLock } from './file-lock.ts';
import { readHostRecords } from './host-record.ts';
import { readTemplates } from './layers.ts';
import { readExtraCertificates } from './machine-certificates.ts';
import { run } from './run-command.ts';
import type { Log } from './sandbox-error.ts';
import type { StatePaths } from './state-home.ts';
import type { Suite } from './suite.ts';

/** Raise it when the steps below change, so that trees built by the old ones are not taken for new. */
const BUILDER_VERSION = 1;

const PACKAGES = [
  'ca-certificates',
  'curl',
  'dbus',
  'debian-archive-keyring',
  'iproute2',
  'iputils-ping',
  'kmod',
  'less',
  'libpam-systemd',
  'netbase',
  'nftables',
  'openssh-server',
  'procps',
  'sudo',
  'systemd',
  'systemd-resolved',
  'systemd-sysv',
  'tzdata',
] as const;

/** Units that only cost a guest memory and start-up time, or cannot work in a container. */
const MASKED_UNITS = [
  'apt-daily-upgrade.timer',
  'apt-daily.timer',
  'console-getty.service',
  'dev-hugepages.mount',
  'dpkg-db-backup.timer',
  'e2scrub_all.timer',
  'e2scrub_reap.service',
  'fstrim.timer',
  'getty.target',
  'kmod-static-nodes.service',
  'modprobe@.service',
  // Would make all kinds of host keys, where each host is given one.
  'sshd-keygen.service',
  'sys-fs-fuse-connections.mount',
  'sys-kernel-config.mount',
  'sys-kernel-debug.mount',
  'sys-kernel-tracing.mount',
  'systemd-binfmt.service',
  'systemd-modules-load.service',
  'systemd-networkd-wait-online.service',
  'systemd-networkd.socket',
  'systemd-pstore.service',
  'systemd-sysctl.service',
  'systemd-udevd.service',
] as const;

export type BaseTreeInputs = {
  readonly suite: Suite;
  readonly architecture: string;
  readonly mirrors: DebianMirrors;
  /** Lines of apt.conf(5) that this machine needs to reach the mirrors. */
  readonly aptOptions: readonly string[];
  /** PEM, one certificate each. */
  readonly certificates: readonly string[];
};

/** Two equal ids name trees made from equal inputs by equal steps. */
export function baseTreeId(inputs: BaseTreeInputs): string {
  const everything = JSON.stringify([BUILDER_VERSION, PACKAGES, MASKED_UNITS, inputs]);
  return `${inputs.suite}-${createHash('sha256').update(everything).digest('hex').slice(0, 12)}`;
}

/** The command that installs the packages of a base tree into `tree`. */
export function mmdebstrapArgv(inputs: BaseTreeInputs, tree: string): [string, ...string[]] {
  const source = (uri: string, suite: string) =>
    `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${uri} ${suite} main`;
  return [
    'mmdebstrap',
    '--mode=root',
    '--variant=minbase',
    `--architectures=${inputs.architecture}`,
    `--include=${PACKAGES.join(',')}`,
    ...inputs.aptOptions.map((option) => `--aptopt=${option}`),
    '--aptopt=Acquire::Languages "none"',
    inputs.suite,
    tree,
    source(inputs.mirrors.main, inputs.suite),
    source(inputs.mirrors.main, `${inputs.suite}-updates`),
    source(inputs.mirrors.security, `${inputs.suite}-security`),
  ];
}

/** Where a suite's tree is, built first when its inputs have changed. Returns the id of the tree. */
export async function ensureBaseTree(paths: StatePaths, suite: Suite, log: Log): Promise<string> {
  const inputs: BaseTreeInputs = {
    suite,
    architecture: debianArchitecture(),
    mirrors: await readDebianMirrors(),
    aptOptions: pickAptOptions(await run(['apt-config', 'dump'])),
    certificates: await readExtraCertificates(),
  };
  const id = baseTreeId(inputs);
  if (await hasBaseTree(paths, id)) return id;
  await withFileLock(paths.lock(`base-${suite}`), log, async () => {
    if (await hasBaseTree(paths, id)) return;
    await removeUnfinished(paths, suite);
    log(`building a Debian ${suite} once, about half a minute (${id})`);
    const building = join(paths.bases, `.building-${id}`);
    await mkdir(building, { recursive: true });
    await run(mmdebstrapArgv(inputs, building), {
      log: (line) => /^[IE]: /.test(line) && log(line.slice(3)),
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    await prepareTree(building, inputs);
    await rename(building, paths.base(id));
    await removeUnusedBases(paths, suite, id);
    log(`the Debian ${suite} is ready`);
  });
  return id;
}

/** What a build that was killed left behind. The caller holds the suite's lock. */
async function removeUnfinished(paths: StatePaths, suite: Suite): Promise<void> {
  for (const name of await readdir(paths.bases).catch(() => [])) {
    if (!name.startsWith(`.building-${suite}-`)) continue;
    // Without following mounts: a killed build may have left /proc of the tree mounted.
    const building = join(paths.bases, name);
    const mounts = (await readFile('/proc/self/mounts', 'utf8'))
      .split('\n')
      .map((line) => line.split(' ')[1] ?? '');
    for (const mount of mounts.filter((path) => path.startsWith(`${building}/`)).reverse()) {
      await run(['umount', '--lazy', mount]);
    }
    await run(['rm', '-rf', '--one-file-system', building]);
  }
}

/** Trees of earlier inputs on which no host and no template stands. The caller holds the suite's lock. */
async function removeUnusedBases(paths: StatePaths, suite: Suite, current: string): Promise<void> {
  const users = [...(await readHostRecords(paths)), ...(await readTemplates(paths))];
  const used = new Set([current, ...users.map((user) => user.base)]);
  for (const id of await readdir(paths.bases)) {
    if (id.startsWith(`${suite}-`) && !used.has(id))
      await run(['rm', '-rf', '--one-file-system', paths.base(id)]);
  }
}

async function prepareTree(tree: string, inputs: BaseTreeInputs): Promise<void> {
  const put = async (path: string, text: string) => {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), text);
  };
  await rm(join(tree, 'etc/apt/sources.list'), { force: true });
  await put('etc/apt/sources.list.d/debian.sources', renderDebianSources(inputs.mirrors, inputs.suite));
  for (const name of await readdir(join(tree, 'etc/ssh'))) {
    if (name.startsWith('ssh_host_')) await rm(join(tree, 'etc/ssh', name));
  }
  for (const [index, pem] of inputs.certificates.entries()) {
    await put(`usr/local/share/ca-certificates/machine-${index + 1}.crt`, pem);
  }
  if (inputs.certificates.length > 0) await run(['chroot', tree, 'update-ca-certificates']);
  await put('etc/machine-id', '');
  await put('etc/default/locale', 'LANG=C.UTF-8\n');
  await put('etc/timezone', 'Etc/UTC\n');
  await rm(join(tree, 'etc/localtime'), { force: true });
  await symlink('/usr/share/zoneinfo/Etc/UTC', join(tree, 'etc/localtime'));
  await put('etc/fstab', '');
  // Persistent, for reading after a crash, and bounded.
  await put(
    'etc/systemd/journald.conf.d/10-hop3-sandbox.conf',
    '[Journal]\nStorage=persistent\nSystemMaxUse=64M\n',
  );
  for (const unit of MASKED_UNITS) {
    const path = join(tree, 'etc/systemd/system', unit);
    await rm(path, { recursive: true, force: true });
    await symlink('/dev/null', path);
  }
  await run([
    'chroot',
    tree,
    'systemctl',
    'enable',
    'systemd-networkd.service',
    'systemd-resolved.service',
    'ssh.service',
  ]);
  await run(['chroot', tree, 'systemctl', 'set-default', 'multi-user.target']);
}

function debianArchitecture(): string {
  const architecture = arch();
  return architecture === 'x64' ? 'amd64' : architecture;
}

export async function hasBaseTree(paths: StatePaths, id: string): Promise<boolean> {
  return readdir(paths.base(id)).then(
    () => true,
    () => false,
  );
}
