// SPDX-License-Identifier: AGPL-3.0-or-later
import { err, ok, type Result } from '#contract/result.ts';
import type { SiteError } from '#contract/site-error.ts';
import type { HostRow } from '#drizzle/schema/hosts.ts';
import type { OrganisationScope } from '#server/database/connection.ts';

/** Backups of others go on a server of one's own that answers. Shared ones are the operator's. */
export function mayBecomeStore(scope: OrganisationScope, host: HostRow): Result<null, SiteError> {
  const field = (message: string, remedy: string) =>
    err({ kind: 'field', field: 'host', message, remedy } as const);
  if (host.organisationId !== scope.organisation) {
    return field('This server is shared: it cannot take your backups.', 'Choose a server of your own.');
  }
  if (host.state === 'connected') return ok(null);
  return field('This server does not answer at the moment.', 'Look at it under Hosts, or choose another.');
}

/** Not while a plan sends backups there. */
export function mayRemoveTarget(usedBy: readonly { title: string }[]): Result<null, SiteError> {
  if (usedBy.length === 0) return ok(null);
  const [first] = usedBy;
  const message =
    usedBy.length === 1
      ? `${first?.title} is backed up there.`
      : `${usedBy.length} apps are backed up there: ${usedBy.map(({ title }) => title).join(', ')}.`;
  return err({
    kind: 'not-now',
    message,
    remedy: 'Choose another place in the backup plan of each, then remove this one.',
  });
}

export const NAME_TAKEN = {
  kind: 'field',
  field: 'name',
  message: 'Another place has this name.',
  remedy: 'Choose another one.',
} as const satisfies SiteError;
