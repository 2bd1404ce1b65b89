// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawnSync } from 'node:child_process';
import { chownSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readExtraCertificates } from '#sandbox/machine-certificates.ts';
import { sandboxProblem } from '#sandbox/machine-support.ts';
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
  const problem = sandboxProblem();
  if (problem === undefined) {
    await bootPracticeHost(options);
    return true;
  }
  if (process.platform === 'linux' && process.stdin.isTTY && bootThroughSudo(options)) return true;
  say(`No practice server: ${problem}`);
  say('The site works without it: connect a server of your own under Hosts.');
  return false;
}

function bootThroughSudo(options: PracticeHostOptions): boolean {
  if (spawnSync('sudo', ['--version'], { stdio: 'ignore' }).status !== 0) return false;
  say('Booting the practice server needs root, for that part only; sudo asks for your password.');
  const script = join('scripts', 'start', 'boot-practice-host.ts');
  const done = spawnSync('sudo', ['--', process.execPath, script, JSON.stringify(options)], {
    stdio: 'inherit',
  });
  return done.status === 0;
}
