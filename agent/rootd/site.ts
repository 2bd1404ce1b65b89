// SPDX-License-Identifier: AGPL-3.0-or-later
import { routePath } from '#agent/hold/route-file.ts';
import { paths } from '#agent/host/paths.ts';
import type { Site } from '#agent/plugins/proxy/contract.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { RootdContext } from './context.ts';
import type { InstallationRecord } from './installation-record.ts';
import { rootdPaths } from './rootd-paths.ts';
import { removeWayIn, wayInOf } from './way-in.ts';

/** What the proxy needs to know of an installation; `closed`: everybody is told to come back later. */
export async function openSite(
  record: InstallationRecord,
  closed: boolean,
  context: RootdContext,
): Promise<Result<void, Failure>> {
  const certificate = rootdPaths.certificate(record.installation, record.domain);
  if (!(await context.host.exists(certificate.chain)))
    return err(failure('certificate-failed', 'It has no certificate yet.'));
  const site: Site = {
    user: record.user,
    domain: record.domain,
    publicPort: record.publicPort,
    endpoint: wayInOf(record),
    certificate,
    proxy: record.package.manifest.proxy,
    standIn: { socket: paths.holdSocket, closed },
  };
  return context.plugins.proxy.open(site, context.host);
}

/** Takes the site away; nothing when there is none. */
export async function closeSite(user: string, context: RootdContext): Promise<Result<void, Failure>> {
  const { host, plugins } = context;
  if ((await plugins.proxy.inventory(user, host)).length > 0) {
    const closed = await plugins.proxy.close(user, host);
    if (!closed.ok) return closed;
  }
  await removeWayIn(user, host);
  await host.removeFile(routePath(user));
  return ok(undefined);
}
