// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { buildUnit, fetchUnit, hostUnit, installUnit, systemdRunArgv } from './transient-unit.ts';

const rooted = {
  name: 'hop3-build-0-x',
  root: '/var/lib/hop3/builds/0/tree',
  command: ['/bin/true'] as const,
};

it('the unit of maintainer scripts has no network, no devices, no way to mount, and few capabilities', () => {
  const { properties } = installUnit({ ...rooted, command: ['/bin/true'] });
  expect(properties).toEqual(
    expect.arrayContaining([
      'RootDirectory=/var/lib/hop3/builds/0/tree',
      'PrivateNetwork=yes',
      'PrivateDevices=yes',
      'NoNewPrivileges=yes',
      'CapabilityBoundingSet=CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER CAP_FSETID CAP_SETUID CAP_SETGID CAP_SYS_CHROOT',
      'SystemCallFilter=~@mount @module @raw-io @reboot @swap @debug @clock',
      'RestrictAddressFamilies=AF_UNIX',
    ]),
  );
});

it('foreign build code runs as another user, without capabilities, on a read-only tree', () => {
  const { properties } = buildUnit({
    ...rooted,
    command: ['/bin/true'],
    network: false,
    workingDirectory: '/opt/app',
    binds: [{ host: '/var/lib/hop3/builds/0/app', inRoot: '/opt/app' }],
  });
  expect(properties).toEqual(
    expect.arrayContaining([
      'User=hop3-build',
      'CapabilityBoundingSet=',
      'ProtectSystem=strict',
      'PrivateNetwork=yes',
      'BindPaths=/var/lib/hop3/builds/0/app:/opt/app',
    ]),
  );
});

it('fetching has the network', () => {
  expect(fetchUnit({ ...rooted, command: ['/bin/true'] }).properties).not.toContain('PrivateNetwork=yes');
});

describe('argv of systemd-run', () => {
  it('waits, collects, passes output on, and keeps the command apart', () => {
    const argv = systemdRunArgv(
      hostUnit({ name: 'hop3-build-0-base', command: ['mmdebstrap', '--version'] }),
    );
    expect(argv.slice(0, 7)).toEqual([
      'systemd-run',
      '--quiet',
      '--pipe',
      '--wait',
      '--collect',
      '--service-type=exec',
      '--unit=hop3-build-0-base',
    ]);
    expect(argv.slice(argv.indexOf('--'))).toEqual(['--', 'mmdebstrap', '--version']);
  });

  it('refuses paths that would mean something else in a bind', () => {
    for (const host of ['/a:b', '/a b', '/a%n', '/a$b']) {
      expect(() =>
        installUnit({ ...rooted, command: ['/bin/true'], binds: [{ host, inRoot: '/x' }] }),
      ).toThrow();
    }
  });
});
