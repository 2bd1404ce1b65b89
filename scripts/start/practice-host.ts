// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawnSync } from 'node:child_process';
import { chownSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readExtraCertificates } from '#sandbox/machine-certificates.ts';
import { up } from '#sandbox/sandbox.ts';
import type { PracticeHostFile } from '#server/home.ts';
import { say } from './say.ts';

export interface PracticeHostOptions {
  readonly name: string;
  /** Where the offer is left: practice-host.json in the home. */
  readonly path: string;
  readonly owner: { readonly uid: number; readonly gid: number };
  /** Port on this computer at which its apps answer. */
  readonly appsPort: number;
}

/** Boots the practice server (a sandbox host) and leaves at `path` how the worker gets in. Only root can. */
export async function bootPracticeHost(options: PracticeHostOptions): Promise<void> {
  const host = await up({ name: options.name, log: (line) => say(`  ${line}`) });
  const offer: PracticeHostFile = {
    name: host.name,
    address: host.address,
    sshPort: host.sshPort,
    sshUser: host.sshUser,
    privateKey: readFileSync(host.privateKeyPath, 'utf8'),
    hostKey: host.hostKey,
    domainSuffix: host.domainSuffix,
    publicPort: options.appsPort,
    extraCaPem: await readExtraCertificates(),
  };
  const temporary = `${options.path}.new`;
  writeFileSync(temporary, JSON.stringify(offer), { mode: 0o600 });
  chownSync(temporary, options.owner.uid, options.owner.gid);
  renameSync(temporary, options.path);
}

/**
 * Boots and offers the practice server: at once as root, else through sudo, which asks once, when there is a person to
 * ask. False, having said why and what to do, where this computer or user cannot have one.
 */
export async function offerPracticeHost(options: PracticeHostOptions): Promise<boolean> {
  const way = wayToRoot({
    platform: process.platform,
    uid: process.getuid?.(),
    sudo: sudoOfThisAccount(),
    isTerminal: process.stdin.isTTY,
  });
  if (way === 'is-root') {
    await bootPracticeHost(options);
    return true;
  }
  if (way === 'sudo' || way === 'sudo-asks') {
    if (way === 'sudo-asks')
      say('Booting the practice server needs root, for that part only; sudo asks for your password.');
    if (bootThroughSudo(options)) return true;
  }
  say(noPracticeServer(way));
  return false;
}

export type WayToRoot = 'is-root' | 'sudo' | 'sudo-asks' | 'none' | 'not-linux';

/** How this account gets to do what only root can. */
export function wayToRoot(facts: {
  readonly platform: string;
  readonly uid: number | undefined;
  readonly sudo: 'missing' | 'asks' | 'at-once';
  readonly isTerminal: boolean;
}): WayToRoot {
  if (facts.platform !== 'linux') return 'not-linux';
  if (facts.uid === 0) return 'is-root';
  if (facts.sudo === 'at-once') return 'sudo';
  return facts.sudo === 'asks' && facts.isTerminal ? 'sudo-asks' : 'none';
}

/** What to do about it that there is none. */
export function noPracticeServer(way: WayToRoot): string {
  const without = 'The site works without it: connect a server of your own under Hosts.';
  switch (way) {
    case 'not-linux':
      return `No practice server: it is a Linux container, and this computer does not run Linux.\n${without} Or start this in a Linux virtual machine.`;
    case 'is-root':
    case 'sudo':
    case 'sudo-asks':
      return `No practice server: it could not be booted through sudo (see above).\n${without}`;
    case 'none':
      return [
        'No practice server: only root can boot one, and this account gets there neither by sudo nor otherwise.',
        'To have one, let the account use sudo and run npm start again in a terminal; or run it as root.',
        without,
      ].join('\n');
  }
}

function sudoOfThisAccount(): 'missing' | 'asks' | 'at-once' {
  if (process.getuid?.() === 0) return 'missing';
  if (spawnSync('sudo', ['--version'], { stdio: 'ignore' }).status !== 0) return 'missing';
  return spawnSync('sudo', ['--non-interactive', 'true'], { stdio: 'ignore' }).status === 0
    ? 'at-once'
    : 'asks';
}

function bootThroughSudo(options: PracticeHostOptions): boolean {
  const script = join('scripts', 'start', 'boot-practice-host.ts');
  const done = spawnSync('sudo', ['--', process.execPath, script, JSON.stringify(options)], {
    stdio: 'inherit',
  });
  return done.status === 0;
}
