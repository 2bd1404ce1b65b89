// SPDX-License-Identifier: AGPL-3.0-or-later
import { readCertificate } from '#agent/certificates/certificate-facts.ts';
import { paths } from '#agent/host/paths.ts';
import type { RootdContext } from '../context.ts';
import { routeVisitors } from '../hold.ts';
import type { InstallationRecord } from '../installation-record.ts';
import { rootdPaths } from '../rootd-paths.ts';

/**
 * Certificates of before there was one for each address: chain and key in two files of the installation. They go to
 * their place, and their sites are opened from there. Nobody knows who signed them, so they are renewed the next time.
 */
export async function adoptOldCertificates(context: RootdContext): Promise<void> {
  for (const record of await context.records.all()) await adopt(record, context);
}

async function adopt(record: InstallationRecord, context: RootdContext): Promise<void> {
  const { host, plugins } = context;
  const directory = paths.certificates(record.installation);
  const old = { chain: `${directory}/fullchain.pem`, key: `${directory}/key.pem` };
  const [chain, key] = await Promise.all([host.readText(old.chain), host.readText(old.key)]);
  if (chain === null || key === null) return;
  const files = rootdPaths.certificate(record.installation, record.domain);
  const text = `${chain.trim()}\n${key}`;
  if (!(await host.exists(files.chain)) && readCertificate(text) !== null) {
    await host.makeDirectory(files.directory, { mode: 0o700, uid: 0, gid: 0 });
    await host.writeAtomic(files.chain, text, { mode: 0o600 });
  }
  const sites = await plugins.proxy.inventory(record.user, host);
  if (sites.length > 0) {
    const opened = await routeVisitors(record, context);
    // It goes on with the old files; the next start tries again.
    if (!opened.ok) return;
  }
  await host.removeFile(old.chain);
  await host.removeFile(old.key);
}
