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

/** What would be lost with it: apps are in the way, backups only until somebody says that they may go. */
export interface OnHost {
  readonly apps: number;
  /** Backups with a copy on its disk. */
  readonly backups: number;
  /** Others send their backups there. */
  readonly isStore: boolean;
}

export function mayDisconnect(
  scope: OrganisationScope,
  host: HostRow,
  { apps, backups, isStore }: OnHost,
  deleteBackups: boolean,
): Result<null, SiteError> {
  const allowed = mayChangeHost(scope, host);
  if (!allowed.ok) return allowed;
  if (apps > 0) {
    const message =
      apps === 1 ? 'There is still an app on this server.' : `There are still ${apps} apps on this server.`;
    return err({ kind: 'not-now', message, remedy: 'Uninstall what is on it first.' });
  }
  if (isStore) {
    const message = 'It keeps backups of your other servers.';
    return err({ kind: 'not-now', message, remedy: 'Remove it under Settings, Backup places, first.' });
  }
  if (backups > 0 && !deleteBackups) {
    const message =
      backups === 1 ? 'A backup is on its disk.' : `${backups} backups have a copy on its disk.`;
    const remedy = 'Say that they may be deleted too, or bring what they are of back elsewhere first.';
    return err({ kind: 'field', field: 'deleteBackups', message, remedy });
  }
  return ok(null);
}

/** Only a server that does not answer can be lost. `confirm`: its name, typed by a person. */
export function mayLetGo(scope: OrganisationScope, host: HostRow, confirm: string): Result<null, SiteError> {
  const allowed = mayChangeHost(scope, host);
  if (!allowed.ok) return allowed;
  if (host.state !== 'unreachable') {
    const message = 'This server answers, so it is not lost.';
    return err({ kind: 'not-now', message, remedy: 'Uninstall what is on it, then disconnect it.' });
  }
  if (confirm.trim() === host.name) return ok(null);
  const message = `This is not its name. Type ${host.name} to let go of it.`;
  return err({ kind: 'field', field: 'confirm', message, remedy: null });
}

/** New apps go on hosts that answer. */
export function mayInstallOn(host: HostRow): Result<null, SiteError> {
  if (host.state === 'connected') return ok(null);
  const remedy = 'Choose another server, or look at it under Hosts.';
  const message =
    host.state === 'connecting' ? 'This server is still being connected.' : 'This server does not answer.';
  return err({ kind: 'field', field: 'host', message, remedy });
}
