// SPDX-License-Identifier: AGPL-3.0-or-later
import { chownSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { readExtraCertificates } from '#sandbox/machine-certificates.ts';
import { sandboxProblem } from '#sandbox/machine-support.ts';
import { up } from '#sandbox/sandbox.ts';
import type { PracticeHostFile } from '#server/home.ts';
import type { Account } from './accounts.ts';
import { say } from './say.ts';

/**
 * Boots the practice server (a sandbox host) and leaves at `path` how the worker gets in.
 * Returns null, having said why and what to do, where this computer or user cannot have one.
 */
export async function offerPracticeHost(options: {
  name: string;
  path: string;
  owner: Account;
  appsPort: number;
}): Promise<PracticeHostFile | null> {
  const problem = sandboxProblem();
  if (problem !== null && problem !== undefined) {
    say(`No practice server: ${problem}`);
    say('The site works without it: connect a server of your own under Hosts.');
    return null;
  }
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
  return offer;
}
