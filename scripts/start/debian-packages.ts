// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { StartRefused, say } from './say.ts';

function isInstalled(name: string): boolean {
  const found = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], { encoding: 'utf8' });
  return found.status === 0 && found.stdout.trim() === 'installed';
}

function aptGet(args: readonly string[]): boolean {
  const done = spawnSync(
    'apt-get',
    ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3', '-qq', '-y', ...args],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    },
  );
  return done.status === 0;
}

/** Whether this computer has apt-get and we may use it. */
export const canInstallDebianPackages = (): boolean =>
  process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/** Installs what is missing of `names` (Debian package names), saying so. */
export function ensureDebianPackages(names: readonly string[], why: string): void {
  const missing = names.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  if (!canInstallDebianPackages()) {
    throw new StartRefused(
      `${why} needs the Debian packages ${missing.join(', ')}. As root: apt-get install ${missing.join(' ')}`,
    );
  }
  say(`Installing ${missing.join(', ')} (${why}) …`);
  const install = ['install', '--no-install-recommends', ...missing];
  if (aptGet(install)) return;
  if (!aptGet(['update']) || !aptGet(install)) {
    throw new StartRefused(`apt-get could not install ${missing.join(', ')} (see above). ${why} needs them.`);
  }
}
