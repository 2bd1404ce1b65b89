// SPDX-License-Identifier: AGPL-3.0-or-later
import { isEnded } from '#contract/operation.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { SiteError } from '#contract/site-error.ts';
import type { HostRowState } from '#drizzle/schema/hosts.ts';
import type { InstallationRowState } from '#drizzle/schema/installations.ts';
import type { OperationRow } from '#drizzle/schema/operations.ts';

const notNow = (message: string, remedy: string | null = null) =>
  err({ kind: 'not-now', message, remedy } as const);

/** Asking twice is asking once. */
export function mayCancel(operation: Pick<OperationRow, 'state'>): Result<null, SiteError> {
  if (isEnded(operation.state)) return notNow('This has already ended.');
  return ok(null);
}

/** What the thing that an operation is about becomes when the operation is tried again; null: it stays as it is. */
export type RetryChange =
  | { readonly installation: InstallationRowState | null }
  | { readonly host: HostRowState | null };

/** Only the newest operation on its thing can be tried again, once it has ended without success. */
export function mayRetry(about: {
  operation: Pick<OperationRow, 'kind' | 'state' | 'input'>;
  isNewest: boolean;
  state: InstallationRowState | HostRowState;
}): Result<RetryChange, SiteError> {
  const { operation, isNewest, state } = about;
  if (!isEnded(operation.state)) return notNow('This is still at work.', 'Wait for its end, or cancel it.');
  if (operation.state === 'succeeded') return notNow('This has succeeded: there is nothing to try again.');
  if (!isNewest) return notNow('Something else was done since.', 'Look at the newest operation.');
  switch (operation.kind) {
    case 'install':
      return state === 'install-failed'
        ? ok({ installation: 'installing' })
        : notNow('It cannot be installed again.');
    case 'uninstall':
      return state === 'removed' ? notNow('It is already gone.') : ok({ installation: 'uninstalling' });
    case 'install-from-backup':
      return state === 'install-failed'
        ? ok({ installation: 'installing' })
        : notNow('It cannot be made from the backup again.');
    case 'set-backup-plan':
      // Kept backups can be deleted when nothing else is left.
      if (state === 'removed' && ('forget' in operation.input || 'deleteKept' in operation.input))
        return ok({ installation: null });
      return changesInstalled(state);
    case 'restart':
    case 'backup':
    case 'restore':
    case 'update':
    case 'roll-back':
    case 'change-domain':
    case 'reset-password':
    case 'set-certificate':
      return changesInstalled(state);
    case 'connect-host':
      if (state !== 'connect-failed') return notNow('This server is not waiting to be connected.');
      return operation.input.method === 'password'
        ? notNow(
            'The one-time password was not kept.',
            'Connect the server once more, with its password or with our public key.',
          )
        : ok({ host: 'connecting' });
    case 'open-store':
      return ok({ host: null });
    case 'disconnect-host':
      return state === 'removed' ? notNow('It is already disconnected.') : ok({ host: 'disconnecting' });
  }
}

const changesInstalled = (state: InstallationRowState | HostRowState): Result<RetryChange, SiteError> =>
  state === 'removed' || state === 'install-failed'
    ? notNow('It is not installed any more.')
    : ok({ installation: null });
