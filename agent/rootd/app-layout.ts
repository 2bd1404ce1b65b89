// SPDX-License-Identifier: AGPL-3.0-or-later

import { inRoot, paths } from '#agent/host/paths.ts';
import type { AddonOwner } from '#agent/plugins/addon/contract.ts';
import type { Plugins } from '#agent/plugins/registry.ts';
import { ENGINE_DIRECTORY, type RuntimePlan } from '#agent/plugins/runtime/contract.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { webListens } from '#contract/manifest/command.ts';
import type { Manifest } from '#contract/manifest/manifest.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { PrivateEndpoint } from '#contract/rootd-api.ts';
import type { InstallationRecord } from './installation-record.ts';
import { rootdPaths } from './rootd-paths.ts';
import { stateOf } from './state-layout.ts';
import type { Mount, Sandbox } from './units/sandbox.ts';

/** How the parts of an installation lie on the host and are seen inside its root. Pure. */

export const appPaths = {
  passwd: (user: string) => `${rootdPaths.etc(user)}/passwd`,
  group: (user: string) => `${rootdPaths.etc(user)}/group`,
  hosts: (user: string) => `${rootdPaths.etc(user)}/hosts`,
} as const;

/** Where on the host a [[files]] entry is written. */
export function filePath(user: string, to: string): string {
  if (to.startsWith('config/')) return `${paths.config(user)}/${to.slice('config/'.length)}`;
  return `${rootdPaths.files(user)}${to}`;
}

export function planOf(manifest: Manifest, plugins: Plugins): RuntimePlan {
  const plans = plugins.runtimes.map((runtime) => runtime.plan(manifest));
  return {
    services: plans.flatMap((plan) => plan.services),
    jobs: plans.flatMap((plan) => plan.jobs),
    engineFiles: plans.flatMap((plan) => plan.engineFiles),
  };
}

/** Whose addons they are, with the data of the live generation or of another one. */
export function addonOwner(record: InstallationRecord, generation: number = record.generation): AddonOwner {
  const state = stateOf(record, generation);
  return {
    user: record.user,
    uid: record.uid,
    databaseName: state.databaseName,
    stateDirectory: state.directory,
    live: generation === record.generation,
  };
}

/** Addons of the package with the plugin of each. */
export function addonsOf(record: InstallationRecord, plugins: Plugins) {
  return record.package.manifest.addons.map((request) => ({ request, addon: plugins.addons[request.type] }));
}

/** The sandbox of its services. Needs a built root. */
export function sandboxOf(
  record: InstallationRecord,
  plugins: Plugins,
  rootDigest: string,
): Omit<Sandbox, 'workingDirectory' | 'umask' | 'openFiles'> {
  const { user } = record;
  const { manifest } = record.package;
  const state = stateOf(record);
  const addons = addonsOf(record, plugins).flatMap(({ addon }) => addon.binds(addonOwner(record)));
  return {
    user,
    rootTree: paths.rootTree(rootDigest),
    writable: [
      { from: state.data, to: inRoot.data },
      { from: paths.run(user), to: inRoot.run },
      ...manifest.volumes.map((volume) => ({
        from: state.volume(volume.name),
        to: volume.target,
      })),
    ],
    readOnly: unique([
      { from: paths.config(user), to: inRoot.config },
      { from: paths.package(user), to: inRoot.package },
      { from: rootdPaths.engine(user), to: ENGINE_DIRECTORY },
      ...manifest.files
        .filter((file) => file.to.startsWith('/'))
        .map((file) => ({ from: filePath(user, file.to), to: file.to })),
      ...addons.map((bind) => ({ from: bind.host, to: bind.inRoot })),
      { from: appPaths.passwd(user), to: '/etc/passwd' },
      { from: appPaths.group(user), to: '/etc/group' },
      { from: appPaths.hosts(user), to: '/etc/hosts' },
      { from: '/etc/resolv.conf', to: '/etc/resolv.conf' },
      { from: paths.caBundle, to: '/etc/ssl/certs/ca-certificates.crt' },
    ]),
    environmentFiles: [rootdPaths.appEnv(user), rootdPaths.firstStartEnv(user)],
  };
}

export function endpointOf(record: InstallationRecord): PrivateEndpoint {
  if (webListens(record.package.manifest) === 'port' && record.port !== null)
    return { kind: 'port', port: record.port };
  return { kind: 'socket', path: `${paths.run(record.user)}/web.sock` };
}

/** Where the app itself answers when a guard stands before it; null where none does. */
export function behindGuard({ package: { manifest }, port }: InstallationRecord): PrivateEndpoint | null {
  return manifest.guard === undefined || port === null ? null : { kind: 'port', port };
}

/** Accounts as the app sees them: nobody else's. */
export function accountFiles(record: Pick<InstallationRecord, 'user' | 'uid' | 'domain'>) {
  const { user, uid, domain } = record;
  return {
    passwd: `root:x:0:0:root:/root:/usr/sbin/nologin\n${user}:x:${uid}:${uid}::/data:/usr/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n`,
    group: `root:x:0:\n${user}:x:${uid}:\nnogroup:x:65534:\n`,
    // An app that calls itself by its address reaches the proxy of this host.
    hosts: `127.0.0.1 localhost ${domain}\n::1 localhost\n`,
  };
}

/** No mount of an app in, on or over these. */
const CLOSED = [
  '/data',
  '/config',
  '/package',
  '/run',
  '/proc',
  '/sys',
  '/dev',
  '/tmp',
  '/var/tmp',
  '/etc/ssl',
  '/etc/passwd',
  '/etc/group',
  '/etc/hosts',
  '/etc/resolv.conf',
];
/** None on or over these; in them is fine. */
const SYSTEM = [
  '/usr/bin',
  '/usr/lib',
  '/usr/sbin',
  '/usr/share',
  '/bin',
  '/lib',
  '/lib64',
  '/sbin',
  '/etc',
  '/opt/app',
  '/opt/node',
  '/var/lib',
];

/**
 * Refuses mounts that lie in or over ours or each other: systemd makes missing mount points as root, so none may be
 * inside a tree that the app can write.
 */
export function checkMounts(manifest: Manifest): Result<void, Failure> {
  const targets = [
    ...manifest.volumes.map((volume) => volume.target),
    ...manifest.files.map((file) => file.to).filter((to) => to.startsWith('/')),
  ];
  for (const [index, target] of targets.entries()) {
    const covers = (other: string) => target === other || isBelow(other, target);
    const closed = [...CLOSED, ...targets.filter((_, other) => other !== index)];
    const clash = closed.find((other) => covers(other) || isBelow(target, other)) ?? SYSTEM.find(covers);
    if (clash !== undefined) {
      return err(failure('input-refused', `The package wants ${target}, which overlaps ${clash}.`));
    }
  }
  return ok(undefined);
}

const isBelow = (path: string, directory: string): boolean => path.startsWith(`${directory}/`);

function unique(mounts: readonly Mount[]): Mount[] {
  return mounts.filter((mount, index) => mounts.findIndex((other) => other.to === mount.to) === index);
}
