// SPDX-License-Identifier: AGPL-3.0-or-later
import { type RouteFile, routeFile, routePath } from '#agent/hold/route-file.ts';
import type { Host } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import { findGroup } from './unix-users.ts';

/** null where the site is not open. */
export async function readRoute(user: string, host: Host): Promise<RouteFile | null> {
  const text = await host.readText(routePath(user));
  return text === null ? null : routeFile.parse(JSON.parse(text));
}

export async function writeRoute(route: RouteFile, host: Host): Promise<void> {
  const gid = await findGroup('hop3-agent', host);
  if (gid === null) throw new Error('the group hop3-agent is missing: bootstrap makes it');
  await host.makeDirectory(paths.routes, { uid: 0, gid, mode: 0o750 });
  await host.writeAtomic(routePath(route.user), JSON.stringify(route), { uid: 0, gid, mode: 0o640 });
}
