// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withFileLock } from './file-lock.ts';
import { hostsFileLookup } from './hosts-file.ts';
import { sandboxProblem } from './machine-support.ts';
import { hostNameProblem, stateHome } from './state-home.ts';

async function withDirectory(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'hop3-sandbox-'));
  try {
    await work(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

it.each(['practice', 'a', 'test-1'])('%s can name a host', (name) => {
  expect(hostNameProblem(name)).toBeUndefined();
});

it.each(['', '../x', 'Practice', '1a', 'a-', 'a_b', 'a.b', 'a'.repeat(31)])(
  '"%s" cannot name a host',
  (name) => {
    expect(hostNameProblem(name)).toMatch(/cannot name/);
  },
);

it('refuses a state directory that would change the meaning of mount options', () => {
  expect(() => stateHome({ NODE_ENV: 'test', HOP3_SANDBOX_HOME: '/tmp/a,upperdir=/etc' })).toThrow(
    /plain characters/,
  );
});

it('says why hosts cannot run here, and what to do', () => {
  expect(sandboxProblem({ platform: 'darwin', uid: 501 })).toMatch(/does not run Linux/);
  expect(sandboxProblem({ platform: 'linux', uid: 1000 })).toMatch(/sudo/);
  expect(sandboxProblem({ platform: 'linux', uid: 0 })).toBeUndefined();
});

it.runIf(process.platform === 'linux')(
  'lets one holder of a lock work at a time, also after one failed',
  () =>
    withDirectory(async (directory) => {
      const lock = join(directory, 'locks', 'a.lock');
      let inside = 0;
      const work = async () => {
        inside += 1;
        expect(inside).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 20));
        inside -= 1;
      };
      const failing = withFileLock(
        lock,
        () => undefined,
        () => Promise.reject(new Error('no')),
      );
      const results = await Promise.allSettled([
        failing,
        ...[1, 2, 3].map(() => withFileLock(lock, () => undefined, work)),
      ]);
      expect(results.map((result) => result.status)).toEqual([
        'rejected',
        'fulfilled',
        'fulfilled',
        'fulfilled',
      ]);
    }),
);

it('finds hosts in the file, and new ones once it has changed', () =>
  withDirectory(async (directory) => {
    const path = join(directory, 'hosts.json');
    const lookup = hostsFileLookup(path);
    expect(await lookup('a')).toBeUndefined();
    await writeFile(path, '{"hosts":[{"name":"a","address":"10.83.0.10"}]}');
    expect(await lookup('a')).toBe('10.83.0.10');
    expect(await lookup('b')).toBeUndefined();
    await writeFile(path, '{"hosts":[{"name":"bb","address":"10.83.0.11"}]}');
    expect(await lookup('bb')).toBe('10.83.0.11');
    expect(await lookup('a')).toBeUndefined();
  }));
