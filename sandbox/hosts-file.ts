// SPDX-License-Identifier: AGPL-3.0-or-later
import { chmod, readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { writeFileAtomically } from './atomic-file.ts';
import { readHostRecords } from './host-record.ts';
import type { StatePaths } from './state-home.ts';

const hostsFileSchema = z.strictObject({
  hosts: z.array(z.strictObject({ name: z.string(), address: z.ipv4() })),
});

/** Writes names and addresses of all hosts where anyone may read them. The caller holds the lock "network". */
export async function writeHostsFile(paths: StatePaths): Promise<void> {
  const hosts = (await readHostRecords(paths)).map(({ name, address }) => ({ name, address }));
  await writeFileAtomically(paths.hostsFile, `${JSON.stringify({ hosts })}\n`, 0o644);
  // Whatever the umask: the forwarder is another user.
  await chmod(paths.hostsFile, 0o644);
}

/** Looks up the address of a host by name, reading the file again when it has changed. */
export function hostsFileLookup(path: string): (name: string) => Promise<string | undefined> {
  let version = '';
  let addresses = new Map<string, string>();
  return async (name) => {
    const info = await stat(path).catch(() => undefined);
    const present = info ? `${info.ino} ${info.mtimeMs} ${info.size}` : '';
    if (present !== version) {
      const text = info ? await readFile(path, 'utf8') : '{"hosts":[]}';
      addresses = new Map(
        hostsFileSchema.parse(JSON.parse(text)).hosts.map((host) => [host.name, host.address]),
      );
      version = present;
    }
    return addresses.get(name);
  };
}
