// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { run } from './run-command.ts';
import type { HostPaths } from './state-home.ts';

export type HostKey = {
  /** As in authorized_keys and known_hosts: "ssh-ed25519 AAAA…". */
  readonly hostKey: string;
  /** "SHA256:…", as ssh shows it. */
  readonly hostKeyFingerprint: string;
};

/** Makes a host's own key and the two keys that may sign in to it as root. */
export async function makeHostKeys(paths: HostPaths, name: string, address: string): Promise<void> {
  await rm(paths.keys, { recursive: true, force: true });
  await mkdir(paths.keys, { recursive: true, mode: 0o700 });
  const keys = {
    [paths.hostKey]: `root@${name}`,
    [paths.bootstrapKey]: `bootstrap@${name}`,
    [paths.maintenanceKey]: `maintenance@${name}`,
  };
  for (const [file, comment] of Object.entries(keys)) {
    await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file]);
  }
  const { hostKey } = await readHostKey(paths);
  await writeFile(paths.knownHosts, `${address} ${hostKey}\n`, { mode: 0o600 });
}

export async function readHostKey(paths: HostPaths): Promise<HostKey> {
  const [type = '', blob = ''] = (await readFile(`${paths.hostKey}.pub`, 'utf8')).split(' ');
  return { hostKey: `${type} ${blob}`, hostKeyFingerprint: fingerprint(blob) };
}

function fingerprint(blob: string): string {
  const digest = createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}
