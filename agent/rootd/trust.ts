// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import type { Host } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import { hostId } from '#contract/ids.ts';
import { rootdPaths } from './rootd-paths.ts';

/** trust.json, written by bootstrap: who this host is and whose tickets it takes. */
export const trustFile = z.strictObject({
  version: z.literal(1),
  host: hostId,
  ticketPublicKeyPem: z.string(),
  epoch: z.int().nonnegative(),
});
export type Trust = z.infer<typeof trustFile>;

/** build.json, written by bootstrap beside it. */
export const buildSettingsFile = z.strictObject({
  version: z.literal(1),
  npmRegistry: z.string().nullable(),
  pipIndexUrl: z.string().nullable(),
  // A host that was connected before these were known has the tools' defaults.
  goProxy: z.string().nullable().default(null),
  mavenRepository: z.string().nullable().default(null),
  runtimeDirectory: z.string(),
});

export async function readTrust(host: Host): Promise<Trust> {
  const text = await host.readText(paths.trust);
  if (text === null) throw new Error(`${paths.trust} is missing: this host was never connected`);
  return trustFile.parse(JSON.parse(text));
}

export async function readBuildSettings(host: Host) {
  const text = await host.readText(rootdPaths.buildSettings);
  if (text === null) throw new Error(`${rootdPaths.buildSettings} is missing: this host was never connected`);
  const { version: _, ...settings } = buildSettingsFile.parse(JSON.parse(text));
  return { ...settings, caBundle: paths.caBundle };
}

/** Puts the file of all trusted CA certificates together again from its parts. */
export async function refreshCaBundle(host: Host): Promise<void> {
  await host.makeDirectory(rootdPaths.trust, { mode: 0o755, uid: 0, gid: 0 });
  const parts: string[] = [];
  for (const path of [
    rootdPaths.hostCaBundle,
    rootdPaths.bootstrapCa,
    rootdPaths.extraCa,
    paths.authorityFiles.root,
  ]) {
    const text = await host.readText(path);
    if (text !== null && text.trim() !== '') parts.push(`${text.trim()}\n`);
  }
  const text = parts.join('');
  if (text !== (await host.readText(paths.caBundle)))
    await host.writeAtomic(paths.caBundle, text, { mode: 0o644 });
}
