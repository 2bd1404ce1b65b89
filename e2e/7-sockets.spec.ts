// SPDX-License-Identifier: AGPL-3.0-or-later
// Who on this computer gets to the processes that act for people: asked as each of them, while the product runs.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { homePaths } from '#server/home.ts';
import { knownProduct } from './known-product.ts';

const paths = homePaths(knownProduct().home);
const [built = ''] = readdirSync(paths.app);
/** Readable by every account, as our checkout need not be. */
const node = join(paths.app, built, 'bin', 'node');

interface Identity {
  uid: number;
  gid: number;
}

/** As which user and group a live process runs; it must have no further groups, which `spawn` could not give. */
function identityOf(pid: string): Identity {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const numbers = (name: string) =>
    (new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)?.[1] ?? '')
      .split(/\s+/)
      .filter(Boolean)
      .map(Number);
  const [uid = -1] = numbers('Uid');
  const [gid = -1] = numbers('Gid');
  expect(numbers('Groups').filter((group) => group !== gid)).toEqual([]);
  return { uid, gid };
}

/** The process of the product whose command line has `words`. */
function processOf(words: string): string {
  const found = readdirSync('/proc').find((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      return (
        readlinkSync(`/proc/${entry}/cwd`) === join(paths.app, built) &&
        readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes(words)
      );
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error(`${words} does not run.`);
  return found;
}

/** What connecting to a socket as somebody comes to. */
function knock(socket: string, as: Identity): string {
  const script = `require('node:net').createConnection(process.argv[1])
    .on('connect', () => { console.log('in'); process.exit(); })
    .on('error', (error) => { console.log(error.code); process.exit(); });`;
  const done = spawnSync(node, ['-e', script, socket], { ...as, cwd: '/', encoding: 'utf8' });
  return done.stdout.trim() || done.stderr;
}

const everybody = (): Record<string, Identity> => ({
  // Next gives its process this name.
  web: identityOf(processOf('next-server')),
  worker: identityOf(processOf('worker.mjs')),
  postgres: identityOf(readFileSync(join(paths.postgresData, 'postmaster.pid'), 'utf8').split('\n')[0] ?? ''),
  nobody: { uid: 65_534, gid: 65_534 },
});

const knockedBy = (socket: string) =>
  Object.fromEntries(
    Object.entries(everybody()).map(([who, { uid, gid }]) => [who, knock(socket, { uid, gid })]),
  );

for (const [name, socket] of [
  ['signer', paths.signerSocket],
  ['worker', paths.workerSocket],
] as const) {
  test(`the ${name}'s socket is for web and worker alone`, () => {
    expect(knockedBy(socket)).toEqual({ web: 'in', worker: 'in', postgres: 'EACCES', nobody: 'EACCES' });
  });
}

test('the socket of one cannot be replaced by another', () => {
  const { web } = everybody();
  if (web === undefined) throw new Error('web is unknown');
  const done = spawnSync(node, ['-e', `require('node:fs').unlinkSync(process.argv[1])`, paths.signerSocket], {
    ...{ uid: web.uid, gid: web.gid, cwd: '/' },
    encoding: 'utf8',
  });
  expect(done.stderr).toMatch(/EPERM|EACCES/);
});
