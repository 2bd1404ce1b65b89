// SPDX-License-Identifier: AGPL-3.0-or-later
import { equal, ok } from 'node:assert/strict';
import type { Host } from '#agent/host/host.ts';
import type { Os, Purpose } from './contract.ts';
import { parseOsRelease } from './os-release.ts';

export interface OsSubject {
  readonly os: Os;
  readonly host: Host;
  /** A small package that nothing else needs. */
  readonly smallPackage: string;
}

export interface OsCheck {
  readonly name: string;
  run(subject: OsSubject): Promise<void>;
}

const PURPOSES: readonly Purpose[] = [
  'proxy',
  'acme',
  'firewall',
  'base-tree',
  'bridge',
  'ca-certificates',
  'postgres',
  'mysql',
  'redis',
  'backup',
];
const silent = { log: () => undefined, note: () => undefined };
const fails = async (result: ReturnType<Os['install']>): Promise<string> => {
  const outcome = await result;
  return outcome.ok ? 'it succeeded' : outcome.error.code;
};

/** What every os plugin must hold (contract.ts), on a real host as root. */
export const osConformance: readonly OsCheck[] = [
  {
    name: 'recognises its own system and no other',
    run: async ({ os, host }) => {
      ok(os.recognises(parseOsRelease((await host.readText('/etc/os-release')) ?? '')));
      ok(!os.recognises(parseOsRelease('ID=plan9\n')));
    },
  },
  {
    name: 'has a package for every purpose, and the archive has it',
    run: async ({ os, host }) => {
      for (const purpose of PURPOSES) {
        const packages = os.packagesFor(purpose);
        ok(packages.length > 0, purpose);
        const known = await host.run(['apt-cache', 'show', '--no-all-versions', ...packages]);
        equal(known.exitCode, 0, `${purpose}: ${known.stderr}`);
      }
    },
  },
  {
    name: 'installs what is missing, twice, and leaves no policy behind',
    run: async ({ os, host, smallPackage }) => {
      for (let time = 0; time < 2; time += 1) {
        const installed = await os.install([smallPackage], host, silent);
        ok(installed.ok, installed.ok ? '' : `${installed.error.message}\n${installed.error.detail}`);
        ok(await os.isInstalled(smallPackage, host));
      }
      ok(!(await host.exists('/usr/sbin/policy-rc.d')));
    },
  },
  {
    name: 'says that a package does not exist',
    run: async ({ os, host }) => {
      equal(await fails(os.install(['hop3-no-such-package'], host, silent)), 'package-not-found');
      ok(!(await os.isInstalled('hop3-no-such-package', host)));
    },
  },
  {
    name: 'starts a service and says when there is none',
    run: async ({ os, host }) => {
      const started = await os.startService('systemd-journald.service', host);
      ok(started.ok);
      ok(!(await os.startService('hop3-no-such.service', host)).ok);
    },
  },
];
