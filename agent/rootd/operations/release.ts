// SPDX-License-Identifier: AGPL-3.0-or-later
import { paths } from '#agent/host/paths.ts';
import { done, type Handler } from '../context.ts';
import { applyFirewall } from '../firewall.ts';
import { rootdPaths } from '../rootd-paths.ts';
import { removeAccount } from '../unix-users.ts';
import { removeAddons } from './addons-remove.ts';
import { releaseRoot } from './root-release.ts';
import { removeConfiguration } from './unconfigure.ts';

/**
 * installation.release: the last undoing. It does again what the earlier ones did, so that it leaves nothing even
 * when one of them was never called, then takes away user, directories and at last the record.
 */
export const release: Handler<'installation.release'> = async ({ input, context, listener }) => {
  const { host, records, plugins } = context;
  const id = input.installation;
  const record = await records.read(id);
  if (!record) {
    await records.remove(id);
    return done;
  }
  const { user } = record;
  const closed = await context.shared.run('nginx', async () =>
    (await plugins.proxy.inventory(user, host)).length === 0 ? done : plugins.proxy.close(user, host),
  );
  if (!closed.ok) return closed;
  const unconfigured = await removeConfiguration(record, context);
  if (!unconfigured.ok) return unconfigured;
  const removed = await removeAddons(record, context, listener);
  if (!removed.ok) return removed;
  await releaseRoot(record, context);
  await host.removeTree(paths.certificates(id));
  await host.removeFile(rootdPaths.tmpfiles(user));
  await host.removeTree(paths.run(user));
  await host.removeTree(paths.installation(user));
  const account = await context.shared.run('users', () => removeAccount(user, host));
  if (!account.ok) return account;
  await records.remove(id);
  const guarded = await applyFirewall(context);
  return guarded.ok ? done : guarded;
};
