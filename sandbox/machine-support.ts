// SPDX-License-Identifier: AGPL-3.0-or-later
import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseOsRelease } from './apt-sources.ts';
import { run, SYSTEM_PATH } from './run-command.ts';
import { type Log, SandboxError } from './sandbox-error.ts';

/** The Debian package of each program that the sandbox runs on this machine. */
const PROGRAMS: Record<string, string> = {
  'systemd-nspawn': 'systemd-container',
  mmdebstrap: 'mmdebstrap',
  nft: 'nftables',
  ip: 'iproute2',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  flock: 'util-linux',
  setpriv: 'util-linux',
  unshare: 'util-linux',
};

/** Why sandbox hosts cannot run here, in words for a person, or undefined when they can. */
export function sandboxProblem(
  machine: { platform: string; uid: number | undefined } = {
    platform: process.platform,
    uid: process.getuid?.(),
  },
): string | undefined {
  if (machine.platform !== 'linux') {
    return 'Sandbox hosts are Linux containers and this computer does not run Linux. Connect a server of your own instead, or run this in a Linux virtual machine.';
  }
  if (machine.uid !== 0) {
    return 'Sandbox hosts are started by root. Run the same command with sudo, for example: sudo npm run sandbox -- up';
  }
  return undefined;
}

/** Throws when hosts cannot run here; installs what is missing when this is a Debian. */
export async function assertSandboxSupport(log: Log): Promise<void> {
  const problem = sandboxProblem();
  if (problem) throw new SandboxError(problem);
  const missing = await missingPackages();
  if (missing.length === 0) return;
  const release = parseOsRelease(await readFile('/etc/os-release', 'utf8').catch(() => ''));
  const family = `${release.get('ID') ?? ''} ${release.get('ID_LIKE') ?? ''}`;
  if (!/\b(debian|ubuntu)\b/.test(family)) {
    throw new SandboxError(`Install these programs first, then try again: ${missing.join(', ')}`);
  }
  log(`installing ${missing.join(', ')} on this machine`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run(['apt-get', 'update', '-q'], { env });
  await run(['apt-get', 'install', '-y', '-q', '--no-install-recommends', ...missing], { env });
}

async function missingPackages(): Promise<string[]> {
  const missing = new Set<string>();
  for (const [program, name] of Object.entries(PROGRAMS)) {
    if (!(await isInstalled(program))) missing.add(name);
  }
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  if (!(await isReadable(keyring))) missing.add('debian-archive-keyring');
  return [...missing];
}

async function isInstalled(program: string): Promise<boolean> {
  for (const directory of SYSTEM_PATH) {
    if (await isReadable(join(directory, program))) return true;
  }
  return false;
}

async function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}
