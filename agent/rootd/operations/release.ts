// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Listener } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import type { Failure } from '#contract/failure.ts';
import type { Result } from '#contract/result.ts';
import { endBook } from '../backups/book.ts';
import { removeTimers } from '../backups/timers.ts';
import { done, type Handler, type RootdContext } from '../context.ts';
import { applyFirewall } from '../firewall.ts';
import type { InstallationRecord } from '../installation-record.ts';
import { changeProxy } from '../proxy-changes.ts';
import { rootsOf } from '../releases.ts';
import { rootdPaths } from '../rootd-paths.ts';
import { closeSite } from '../site.ts';
import { removeAccount } from '../unix-users.ts';
import { removeUnneededRoots } from '../unneeded-roots.ts';
import { removeAddons } from './addons-remove.ts';
import { removeConfiguration } from './unconfigure.ts';

/**
 * installation.release: the last undoing. It does again what the earlier ones did, so that it leaves nothing even
 * when one of them was never called, then takes away user, directories and at last the record.
 */
export const release: Handler<'installation.release'> = async ({ input, context, listener }) => {
  const record = await context.records.read(input.installation);
  if (!record) {
    await context.records.remove(input.installation);
    return done;
  }
  const released = await releaseAll(record, context, listener);
  return released.ok ? done : released;
};

export async function releaseAll(
  record: InstallationRecord,
  context: RootdContext,
  listener: Listener,
): Promise<Result<void, Failure>> {
  const { host, records } = context;
  const { installation: id, user } = record;
  const closed = await changeProxy(context, () => closeSite(user, context));
  if (!closed.ok) return closed;
  await removeTimers(user, context);
  const unconfigured = await removeConfiguration(record, context);
  if (!unconfigured.ok) return unconfigured;
  const removed = await removeAddons(record, context, listener);
  if (!removed.ok) return removed;
  await host.removeTree(paths.certificates(id));
  await host.removeFile(rootdPaths.tmpfiles(user));
  await host.removeTree(paths.run(user));
  await host.removeTree(paths.installation(user));
  const account = await context.shared.run('users', () => removeAccount(user, host));
  if (!account.ok) return account;
  await records.remove(id);
  // Book, password and what is kept here outlive it.
  await endBook(id, host);
  await removeUnneededRoots(rootsOf(record), context);
  const guarded = await applyFirewall(context);
  return guarded;
}
