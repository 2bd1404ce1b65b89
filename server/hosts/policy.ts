// SPDX-License-Identifier: AGPL-3.0-or-later
import { err, ok, type Result } from '#contract/result.ts';
import type { SiteError } from '#contract/site-error.ts';
import type { HostRow } from '#drizzle/schema/hosts.ts';
import type { OrganisationScope } from '#server/database/connection.ts';

/** Shared hosts are the operator's of the site: everybody may use them, nobody may change them here. */
export function mayChangeHost(scope: OrganisationScope, host: HostRow): Result<null, SiteError> {
  if (host.organisationId === scope.organisation) return ok(null);
  return err({
    kind: 'not-allowed',
    message: 'This server is shared: only who runs this site can change it.',
  });
}

export function mayDisconnect(
  scope: OrganisationScope,
  host: HostRow,
  apps: number,
): Result<null, SiteError> {
  const allowed = mayChangeHost(scope, host);
  if (!allowed.ok) return allowed;
  if (apps > 0) {
    const message =
      apps === 1 ? 'There is still an app on this server.' : `There are still ${apps} apps on this server.`;
    return err({ kind: 'not-now', message, remedy: 'Uninstall what is on it first.' });
  }
  return ok(null);
}

/** New apps go on hosts that answer. */
export function mayInstallOn(host: HostRow): Result<null, SiteError> {
  if (host.state === 'connected') return ok(null);
  const remedy = 'Choose another server, or look at it under Hosts.';
  const message =
    host.state === 'connecting' ? 'This server is still being connected.' : 'This server does not answer.';
  return err({ kind: 'field', field: 'host', message, remedy });
}
