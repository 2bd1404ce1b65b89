// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import type { Host } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import { canonicalJson } from '#contract/canonical-json.ts';
import type { Package } from '#contract/package.ts';
import type { ToolchainPlan } from '../../toolchain/contract.ts';

/** Raised when the same inputs would make another tree. */
const RECIPE = 2;

/** Within this time a build of the same inputs is taken as it is; after it the archive is asked again. */
const FRESH_MS = 24 * 3600_000;

export interface IndexedRoot {
  readonly digest: string;
  readonly version: string;
  readonly packages: number;
  readonly bytes: number;
  readonly builtAtMs: number;
}

const file = (key: string): string => `${paths.state}/root-index/${key}.json`;

/** Digest of everything that decides what a root holds, but for what the archive has at the time. */
export function inputKey(
  pack: Package,
  plan: ToolchainPlan,
  facts: { base: string; architecture: string },
): string {
  const { manifest } = pack;
  const inputs = {
    recipe: RECIPE,
    ...facts,
    source: manifest.source,
    mounts: mountPointsOf(pack),
    plan,
  };
  return createHash('sha256').update(canonicalJson(inputs)).digest('hex');
}

/** What the sealed root must have so that things can be bound into it. */
export function mountPointsOf({ manifest }: Package): { directories: string[]; files: string[] } {
  return {
    directories: [
      ...['/opt/app', '/opt/node', '/data', '/config', '/package', '/run/hop3', '/run/hop3-engine'],
      ...['/run/postgresql', '/run/mysqld'],
      ...manifest.volumes.map((volume) => volume.target),
    ],
    files: [
      ...['/etc/resolv.conf', '/etc/hosts', '/etc/hostname', '/etc/machine-id', '/etc/passwd', '/etc/group'],
      ...['/etc/ssl/certs/ca-certificates.crt', '/run/mysqld/mysqld.sock'],
      ...manifest.files.filter((item) => item.to.startsWith('/')).map((item) => item.to),
    ],
  };
}

/** The root that these inputs made lately and that is still there. */
export async function findRoot(key: string, host: Host): Promise<IndexedRoot | null> {
  const text = await host.readText(file(key));
  if (text === null) return null;
  const entry = JSON.parse(text) as IndexedRoot;
  const age = host.nowMs() - entry.builtAtMs;
  if (age < 0 || age > FRESH_MS) return null;
  return (await host.exists(`${paths.roots}/${entry.digest}/closure.json`)) ? entry : null;
}

export async function rememberRoot(key: string, entry: IndexedRoot, host: Host): Promise<void> {
  await host.makeDirectory(`${paths.state}/root-index`, { mode: 0o700 });
  await host.writeAtomic(file(key), JSON.stringify(entry), { mode: 0o600 });
}

/** Forgets entries of a root that is removed. */
export async function forgetRoot(digest: string, host: Host): Promise<void> {
  for (const name of await host.list(`${paths.state}/root-index`)) {
    const path = `${paths.state}/root-index/${name}`;
    const text = await host.readText(path);
    if (text !== null && (JSON.parse(text) as IndexedRoot).digest === digest) await host.removeFile(path);
  }
}
