// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';
import { hostFacts } from '#contract/agent-api.ts';
import { hostFactsOf, parseOsRelease } from './host-facts.ts';

test('facts are read out of what the system says', () => {
  const facts = hostFactsOf({
    osRelease:
      'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\nVERSION_ID="13"\nVERSION_CODENAME=trixie\n',
    memoryInfo: 'MemTotal:        2014000 kB\nMemFree:  1 kB\nMemAvailable:    1500000 kB\n',
    loadAverage: '0.42 0.30 0.20 1/200 999\n',
    uptime: '12345.67 23456.78\n',
    architecture: 'x64',
    cpus: 2,
    disk: { totalBytes: 20_000_000_000, freeBytes: 10_000_000_000 },
    nowMs: 1_800_000_000_000.5,
  });
  expect(hostFacts.parse(facts)).toMatchObject({
    osId: 'debian',
    codename: 'trixie',
    memoryTotalBytes: 2014000 * 1024,
    load1: 0.42,
    uptimeSeconds: 12345.67,
  });
});

test('os-release may be quoted in either way, or lack what we look for', () => {
  expect(parseOsRelease('A=\'one "two"\'\nB="a \\"b\\""\n# C=1\nD\n')).toEqual({
    A: 'one "two"',
    B: 'a "b"',
  });
});
