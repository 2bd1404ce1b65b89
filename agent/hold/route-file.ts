// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { paths } from '#agent/host/paths.ts';
import { installationId, unixUserName } from '#contract/ids.ts';
import { privateEndpoint } from '#contract/rootd-api.ts';

/**
 * What the agent needs to know of a routed installation to stand in for it: written by rootd, readable by the agent's
 * group. There while the route is open.
 */
export const routeFile = z.strictObject({
  version: z.literal(1),
  installation: installationId,
  user: unixUserName,
  endpoint: privateEndpoint,
  /** The longest that a visitor may wait: less than what the proxy waits for an answer. */
  patienceMs: z.int().positive(),
  /** Until when it is held, each by itself: a backup in the middle of a closed update must not open it. */
  waitUntilMs: z.int().nullable(),
  closedUntilMs: z.int().nullable(),
});
export type RouteFile = z.infer<typeof routeFile>;

export const routePath = (user: string): string => `${paths.routes}/${user}.json`;

/** How visitors are held now: `closed` is stronger. A hold ends by itself. */
export function heldAt(
  route: Pick<RouteFile, 'waitUntilMs' | 'closedUntilMs'>,
  nowMs: number,
): 'no' | 'wait' | 'closed' {
  if (route.closedUntilMs !== null && nowMs < route.closedUntilMs) return 'closed';
  return route.waitUntilMs !== null && nowMs < route.waitUntilMs ? 'wait' : 'no';
}
