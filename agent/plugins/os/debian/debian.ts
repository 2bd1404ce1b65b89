// SPDX-License-Identifier: AGPL-3.0-or-later
import { apt } from '#agent/host/apt.ts';
import type { Host, Listener } from '#agent/host/host.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { Os, Purpose } from '../contract.ts';

const PACKAGES: Record<Purpose, readonly string[]> = {
  proxy: ['nginx'],
  acme: ['lego'],
  firewall: ['nftables', 'iproute2'],
  'base-tree': ['mmdebstrap', 'zstd'],
  bridge: ['socat'],
  'ca-certificates': ['ca-certificates'],
  postgres: ['postgresql'],
  mysql: ['mariadb-server'],
  redis: ['redis-server'],
  backup: ['restic', 'rclone', 'openssh-client'],
};

const POLICY = '/usr/sbin/policy-rc.d';
const POLICY_TEXT =
  '#!/bin/sh\n# Placed by hop3 while it installs packages: services are started on purpose only.\nexit 101\n';
const LISTS_FRESH_FOR_MS = 24 * 3600_000;

/** Debian 12 and 13, Ubuntu: apt and systemd. */
export const debian: Os = {
  name: 'debian',
  proxyUser: 'www-data',

  recognises: (release) => release.id === 'debian' || release.idLike.includes('debian'),

  packagesFor: (purpose) => PACKAGES[purpose],

  isInstalled: async (name, host) => {
    const found = await host.run(['dpkg-query', '--show', '--showformat=${db:Status-Status}', '--', name]);
    return found.exitCode === 0 && found.stdout.trim() === 'installed';
  },

  install: async (packages, host, listener) => {
    const missing: string[] = [];
    for (const name of packages) if (!(await debian.isInstalled(name, host))) missing.push(name);
    if (missing.length === 0) return ok(undefined);
    return withoutServiceStarts(host, () => installMissing(missing, host, listener));
  },

  startService: async (unit, host) => {
    const started = await host.run(['systemctl', 'enable', '--now', '--quiet', unit], { timeoutMs: 120_000 });
    if (started.exitCode === 0) return ok(undefined);
    return err(
      failure('internal', `The service ${unit} does not start.`, { detail: started.stderr.slice(-4000) }),
    );
  },
};

async function installMissing(
  missing: readonly string[],
  host: Host,
  listener: Listener,
): Promise<Result<void, Failure>> {
  listener.note(`Installing ${missing.join(', ')}`);
  if (!(await listsAreFresh(host))) await apt(['update'], host, listener);
  const install = ['install', '--', ...missing];
  let result = await apt(install, host, listener);
  if (result.exitCode !== 0) {
    // Lists that are older than the archive name files that are gone.
    await apt(['update'], host, listener);
    result = await apt(install, host, listener);
  }
  return result.exitCode === 0 ? ok(undefined) : err(explain(missing, result.stdout + result.stderr));
}

async function listsAreFresh(host: Host): Promise<boolean> {
  const found = await host.run([
    'stat',
    '--format=%Y',
    '/var/lib/apt/periodic/update-success-stamp',
    '/var/lib/apt/lists/partial',
  ]);
  const newest = Math.max(0, ...found.stdout.split('\n').map((line) => Number(line) * 1000 || 0));
  const lists = (await host.list('/var/lib/apt/lists')).some((name) => /_(?:InRelease|Packages)/.test(name));
  return lists && host.nowMs() - newest < LISTS_FRESH_FOR_MS;
}

async function withoutServiceStarts<T>(host: Host, act: () => Promise<T>): Promise<T> {
  const before = await host.readText(POLICY);
  const ours = before === null || before === POLICY_TEXT;
  if (ours) await host.writeAtomic(POLICY, POLICY_TEXT, { mode: 0o755 });
  try {
    return await act();
  } finally {
    if (ours) await host.removeFile(POLICY);
  }
}

function explain(packages: readonly string[], output: string): Failure {
  const detail = output.slice(-8000);
  const names = packages.join(', ');
  if (/No space left on device/i.test(output)) {
    return failure('not-enough-disk', `There is no room left on the server to install ${names}.`, {
      remedy: 'Free some disk space and try again.',
      detail,
    });
  }
  if (/Unable to locate package|has no installation candidate/i.test(output)) {
    return failure('package-not-found', `The server's package sources do not have ${names}.`, {
      remedy: 'Check the apt sources of the server.',
      detail,
    });
  }
  if (/Failed to fetch|Temporary failure resolving|Could not connect/i.test(output)) {
    return failure('download-failed', `The server could not download ${names}.`, {
      remedy: 'Check the network connection and the apt sources of the server, then try again.',
      detail,
    });
  }
  return failure('internal', `Installing ${names} failed.`, { detail });
}
