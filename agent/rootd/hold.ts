// SPDX-License-Identifier: AGPL-3.0-or-later

import { heldAt, type RouteFile } from '#agent/hold/route-file.ts';
import type { Failure } from '#contract/failure.ts';
import { ok, type Result } from '#contract/result.ts';
import { endpointOf } from './app-layout.ts';
import type { RootdContext } from './context.ts';
import type { InstallationRecord } from './installation-record.ts';
import { changeProxy } from './proxy-changes.ts';
import { readRoute, writeRoute } from './route-files.ts';
import { openSite } from './site.ts';
import { openWayIn, shutWayIn } from './way-in.ts';

/**
 * Holding visitors (docs/adr/0008). Every site has the agent as its stand-in: what the proxy cannot connect to the app
 * for goes there and waits. So `wait` shuts the proxy's way in, without a word to the proxy; `closed` has the proxy
 * pass everything to the stand-in, which answers 503.
 *
 * Both kinds are held by themselves: what only makes visitors wait (a restart, a backup) may run inside a closed hold
 * of an operation, and its end must not open the site. A hold ends when its time is over, also after a boot.
 */
const PATIENCE_MS = 60_000;
/** Less than the proxy's own patience, or visitors would get its error instead of our page. */
const MARGIN_MS = 5000;

/** Nothing when it is not routed: then there are no visitors. */
export async function holdVisitors(
  record: InstallationRecord,
  mode: 'wait' | 'closed',
  seconds: number,
  context: RootdContext,
): Promise<Result<void, Failure>> {
  return changeProxy(context, async () => {
    const { host, plugins } = context;
    if ((await plugins.proxy.inventory(record.user, host)).length === 0) return ok(undefined);
    const before = await readRoute(record.user, context.host);
    const until = host.nowMs() + seconds * 1000;
    const after = {
      ...(before ?? freshRoute(record)),
      ...(mode === 'wait' ? { waitUntilMs: until } : { closedUntilMs: until }),
    };
    await writeRoute(after, host);
    if (mode === 'closed') return openSite(record, true, context);
    // A site of before there were stand-ins.
    if (!before) {
      const opened = await openSite(record, false, context);
      if (!opened.ok) return opened;
    }
    return shutWayIn(record, context);
  });
}

/** Ends what `holdVisitors(…, 'wait', …)` began; a closed hold stays. */
export async function resumeVisitors(
  record: InstallationRecord,
  context: RootdContext,
): Promise<Result<void, Failure>> {
  return changeProxy(context, async () => {
    const route = await readRoute(record.user, context.host);
    return route ? letIn({ ...route, waitUntilMs: null }, record, context) : ok(undefined);
  });
}

/** Ends every hold: visitors reach the app again. `onlyOver`: only when none has time left. */
export async function endHolds(
  record: InstallationRecord,
  { onlyOver }: { onlyOver: boolean },
  context: RootdContext,
): Promise<Result<void, Failure>> {
  return changeProxy(context, async () => {
    const route = await readRoute(record.user, context.host);
    if (!route || (onlyOver && heldAt(route, context.host.nowMs()) !== 'no')) return ok(undefined);
    if (route.closedUntilMs !== null) {
      const opened = await openSite(record, false, context);
      if (!opened.ok) return opened;
    }
    return letIn({ ...route, waitUntilMs: null, closedUntilMs: null }, record, context);
  });
}

/** Opens the site to everybody, with its stand-in. */
export async function routeVisitors(
  record: InstallationRecord,
  context: RootdContext,
): Promise<Result<void, Failure>> {
  return changeProxy(context, async () => {
    // Before the site: its stand-in must know it as soon as somebody comes.
    const before = await readRoute(record.user, context.host);
    await writeRoute({ ...freshRoute(record), closedUntilMs: before?.closedUntilMs ?? null }, context.host);
    const opened = await openSite(record, false, context);
    return opened.ok ? letIn(freshRoute(record), record, context) : opened;
  });
}

/** The site as the record now says, where it is routed; a hold stays. After a release changed what the proxy knows. */
export async function refreshSite(
  record: InstallationRecord,
  context: RootdContext,
): Promise<Result<void, Failure>> {
  return changeProxy(context, async () => {
    const route = await readRoute(record.user, context.host);
    if (!route) return ok(undefined);
    const { waitUntilMs, closedUntilMs } = route;
    await writeRoute({ ...freshRoute(record), waitUntilMs, closedUntilMs }, context.host);
    return openSite(record, closedUntilMs !== null, context);
  });
}

export async function heldNow(
  record: InstallationRecord,
  context: RootdContext,
): Promise<'no' | 'wait' | 'closed'> {
  const route = await readRoute(record.user, context.host);
  return route ? heldAt(route, context.host.nowMs()) : 'no';
}

/** Done again it does all of it again: interrupted in the middle, the way in would stay shut. */
async function letIn(
  route: RouteFile,
  record: InstallationRecord,
  context: RootdContext,
): Promise<Result<void, Failure>> {
  await writeRoute(route, context.host);
  return openWayIn(record, context);
}

function freshRoute(record: InstallationRecord): RouteFile {
  const readMs = record.package.manifest.proxy.timeouts.read * 1000;
  return {
    version: 1,
    installation: record.installation,
    user: record.user,
    endpoint: endpointOf(record),
    patienceMs: Math.max(1000, Math.min(PATIENCE_MS, readMs - MARGIN_MS)),
    waitUntilMs: null,
    closedUntilMs: null,
  };
}
