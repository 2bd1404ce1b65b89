// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Host } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import type { Failure } from '#contract/failure.ts';
import { ok, type Result } from '#contract/result.ts';
import type { PrivateEndpoint } from '#contract/rootd-api.ts';
import { endpointOf } from './app-layout.ts';
import type { RootdContext } from './context.ts';
import { applyFirewall } from './firewall.ts';
import type { InstallationRecord } from './installation-record.ts';

/**
 * The proxy's own way to an app, which can be shut without a word to the proxy: for an app on a socket it goes by a
 * link of ours; for one on a port the firewall refuses new connections of the proxy. Connections that are there go on.
 * A socket is not renamed or removed instead: gunicorn, for one, ends without ceremony when its own is gone.
 */

/** What the proxy had just connected to is taken by the app within this time. */
const SETTLE_MS = 300;

const linkOf = (user: string): string => paths.wayIn(user);

/** Where the proxy connects. */
export function wayInOf(record: InstallationRecord): PrivateEndpoint {
  const endpoint = endpointOf(record);
  return endpoint.kind === 'socket' ? { kind: 'socket', path: linkOf(record.user) } : endpoint;
}

/** For tmpfiles.d: /run is empty at boot. */
export function wayInAtBoot(record: InstallationRecord): string {
  const endpoint = endpointOf(record);
  return endpoint.kind === 'socket' ? `L+ ${linkOf(record.user)} - - - - ${endpoint.path}\n` : '';
}

/** New connections of the proxy are refused from now on; the route file must say that visitors wait. */
export async function shutWayIn(
  record: InstallationRecord,
  context: RootdContext,
): Promise<Result<void, Failure>> {
  const { host } = context;
  await host.removeFile(linkOf(record.user));
  if (endpointOf(record).kind === 'port') {
    const guarded = await applyFirewall(context);
    if (!guarded.ok) return guarded;
  }
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  return ok(undefined);
}

/** The route file must not say any more that visitors wait. */
export async function openWayIn(
  record: InstallationRecord,
  context: RootdContext,
): Promise<Result<void, Failure>> {
  const endpoint = endpointOf(record);
  if (endpoint.kind === 'port') {
    await context.host.removeFile(linkOf(record.user));
    return applyFirewall(context);
  }
  await placeLink(endpoint.path, linkOf(record.user), context.host);
  return ok(undefined);
}

export async function removeWayIn(user: string, host: Host): Promise<void> {
  await host.removeFile(linkOf(user));
}

async function placeLink(target: string, path: string, host: Host): Promise<void> {
  await host.makeDirectory(paths.waysIn, { uid: 0, gid: 0, mode: 0o755 });
  await host.removeFile(`${path}.new`);
  await host.symlink(target, `${path}.new`);
  await host.rename(`${path}.new`, path);
}
