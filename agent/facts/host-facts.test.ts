// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';
import { hostFacts } from '#contract/agent-api.ts';
import type { SystemFacts } from '../host/system-facts.ts';
import { hostFactsOf, parseOsRelease } from './host-facts.ts';

const system: SystemFacts = {
  osRelease:
    'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\nVERSION_ID="13"\nVERSION_CODENAME=trixie\n',
  memoryInfo: 'MemTotal:        2014000 kB\nMemFree:  1 kB\nMemAvailable:    1500000 kB\n',
  memoryGroup: null,
  loadAverage: '0.42 0.30 0.20 1/200 999\n',
  uptime: '12345.67 23456.78\n',
  architecture: 'x64',
  cpus: 2,
  disk: { totalBytes: 20_000_000_000, freeBytes: 10_000_000_000 },
  nowMs: 1_800_000_000_000.5,
};

test('facts are read out of what the system says', () => {
  expect(hostFacts.parse(hostFactsOf(system))).toMatchObject({
    osId: 'debian',
    codename: 'trixie',
    memoryTotalBytes: 2014000 * 1024,
    memoryAvailableBytes: 1500000 * 1024,
    load1: 0.42,
    uptimeSeconds: 12345.67,
  });
});

test('memory is what the system may use, also when the machine has more', () => {
  const memory = (memoryGroup: SystemFacts['memoryGroup']) => {
    const { memoryTotalBytes, memoryAvailableBytes } = hostFactsOf({ ...system, memoryGroup });
    return [memoryTotalBytes, memoryAvailableBytes];
  };
  const MB = 1024 * 1024;
  const used = {
    usage: `${600 * MB}\n`,
    stat: `inactive_file ${150 * MB}\nactive_file ${50 * MB}\nanon 1\n`,
  };
  expect(memory({ ...used, limit: `${1024 * MB}\n` })).toEqual([1024 * MB, 624 * MB]);
  // Version 1: the group's own and those of all below it.
  expect(
    memory({
      ...used,
      limit: `${1024 * MB}\n`,
      stat: `inactive_file 0\nactive_file 0\ntotal_inactive_file ${100 * MB}\ntotal_active_file 0\n`,
    }),
  ).toEqual([1024 * MB, 524 * MB]);
  // What the machine has left bites before the limit does.
  expect(memory({ usage: `${10 * MB}`, stat: '', limit: `${1900 * MB}` })).toEqual([
    1900 * MB,
    1500000 * 1024,
  ]);
  // No limit, in either version.
  for (const limit of ['max\n', '9223372036854771712\n'])
    expect(memory({ ...used, limit })).toEqual([2014000 * 1024, 1500000 * 1024]);
});

test('os-release may be quoted in either way, or lack what we look for', () => {
  expect(parseOsRelease('A=\'one "two"\'\nB="a \\"b\\""\n# C=1\nD\n')).toEqual({
    A: 'one "two"',
    B: 'a "b"',
  });
});
