// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Host } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';

/** What Host.writeAtomic writes to before it renames. */
const UNFINISHED = /\.[0-9a-f]{12}\.new$/;

const DIRECTORIES = [
  paths.state,
  paths.registry,
  paths.secretsDirectory,
  paths.nonces,
  paths.routes,
  paths.firewall,
  paths.nginxSites,
  paths.units,
  '/etc/tmpfiles.d',
];

/** Of these directories others write there too: the system's own programs, and ours while they are set up. */
const isOurs = (name: string): boolean =>
  !/^(?:trust|build)\.json\.|^hop3-(?:agent|rootd|firewall)\./.test(name);

/**
 * Removes what a killed rootd was writing when it died: the file itself is whole, as it was before. Only before the first
 * request, since later it may be of work that goes on. What is kept of an installation goes with its own directory.
 */
export async function removeUnfinishedFiles(host: Host): Promise<void> {
  for (const directory of DIRECTORIES) {
    const inEtc = directory.startsWith('/etc/');
    for (const name of await host.list(directory)) {
      if (!UNFINISHED.test(name) || !isOurs(name) || (inEtc && !name.startsWith('hop3-'))) continue;
      await host.removeFile(`${directory}/${name}`);
    }
  }
}
