// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';
import { judgeHost } from './host-checks.ts';

const NOW_MS = 1_800_000_000_000;

/** What a fresh Debian 13 with 2 GB says. */
const GOOD = {
  machine: 'x86_64',
  clock: '1800000001',
  'os-id': 'debian',
  'os-version': '"13"',
  'os-name': '"Debian GNU/Linux 13 (trixie)"',
  'memory-kib': '2014000',
  'disk-kib': '20971520',
  systemd: 'yes',
  apt: 'yes',
  ports: 'known',
};

const judge = (changes: Record<string, string> = {}, more: string[] = []) =>
  judgeHost(
    [...Object.entries({ ...GOOD, ...changes }).map(([key, value]) => `${key}=${value}`), ...more].join('\n'),
    NOW_MS,
  );
const line = (id: string, ...asked: Parameters<typeof judge>) =>
  judge(...asked).lines.find((one) => one.id === id);

test('a fresh server is suitable', () => {
  const { suitable, architecture, lines } = judge();
  expect({ suitable, architecture, states: lines.map((one) => one.state) }).toEqual({
    suitable: true,
    architecture: 'x64',
    states: ['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
  });
});

test('a container has what its limit says, not what the machine has', () => {
  expect(line('memory', { 'memory-limit': '536870912' })?.state).toBe('failed');
  for (const limit of ['max', '9223372036854771712', '1900000000'])
    expect(line('memory', { 'memory-limit': limit })?.state).toBe('ok');
});

test.each([
  [
    'system',
    { 'os-version': '"11"', 'os-name': 'Debian GNU/Linux 11' },
    'failed',
    /Debian GNU\/Linux 11, which is not/,
  ],
  [
    'system',
    { 'os-id': 'ubuntu', 'os-like': 'debian', 'os-name': 'Ubuntu 24.04' },
    'warning',
    /Nobody has proven/,
  ],
  ['system', { 'os-id': '"fedora"', 'os-name': 'Fedora' }, 'failed', /Fedora/],
  ['system', { systemd: 'no-key', apt: '' }, 'failed', /without systemd or apt/],
  ['architecture', { machine: 'riscv64' }, 'failed', /riscv64/],
  ['memory', { 'memory-kib': '500000' }, 'failed', /0\.5 GB of memory/],
  ['disk', { 'disk-kib': '4000000' }, 'failed', /3\.8 GB of disk/],
  ['clock', { clock: '1800000100' }, 'failed', /100 seconds ahead/],
  ['clock', { clock: '1799990000' }, 'failed', /10000 seconds behind/],
  ['clock', { clock: '' }, 'failed', /could not be read|behind/],
  ['port-80', { ports: 'unknown' }, 'unknown', /could not be seen/],
] as const)('%s with %j is %s', (id, changes, state, text) => {
  expect(line(id, changes)).toMatchObject({
    state,
    text: expect.stringMatching(text),
    remedy: expect.any(String),
  });
});

test('a port is taken by a stranger, but free for the proxy that we put there', () => {
  const apache = ['listener=*:80 users:(("apache2",pid=1,fd=4))'];
  expect(line('port-80', {}, apache)).toMatchObject({
    state: 'failed',
    text: 'Port 80 is taken by apache2.',
  });
  expect(line('port-443', {}, apache)).toMatchObject({ state: 'ok' });
  const nginx = ['listener=0.0.0.0:443 users:(("nginx",pid=1,fd=4))'];
  expect(line('port-443', {}, nginx)).toMatchObject({ state: 'failed' });
  expect(line('port-443', { ours: 'yes' }, nginx)).toMatchObject({ state: 'ok' });
  expect(line('port-80', {}, ['listener=[::]:80 '])).toMatchObject({
    text: 'Port 80 is taken by another program.',
  });
});

test('a server that answers nonsense is not suitable', () => {
  expect(judgeHost('Welcome!\n\u001b[31mmachine=x86_64', NOW_MS).suitable).toBe(false);
});
