// SPDX-License-Identifier: AGPL-3.0-or-later
import { paths } from '#agent/host/paths.ts';
import { failure } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import { placeTargets } from '../backups/open-repository.ts';
import { retain } from '../backups/retention.ts';
import { makeStore, STORE_USER, storedRepositories } from '../backups/store-account.ts';
import type { Handler } from '../context.ts';
import { rootdPaths } from '../rootd-paths.ts';
import { findAccount } from '../unix-users.ts';

/** store.set: the account and its list of keys. */
export const storeSet: Handler<'store.set'> = async ({ input, context }) => {
  const made = await makeStore(input.publicKeys, context);
  if (!made.ok) return made;
  const asked = await context.host.run(['df', '--output=avail', '--block-size=1', paths.store]);
  const freeBytes = Number(/(\d+)\s*$/.exec(asked.stdout)?.[1] ?? 0);
  return ok({ user: STORE_USER, freeBytes });
};

/** store.retain: as the account that owns what is stored, without a network. */
export const storeRetain: Handler<'store.retain'> = async ({ input, secrets, context }) => {
  const { host } = context;
  const password = secrets['backup.password'];
  if (!password) return err(failure('input-refused', 'backup.password: it is missing.'));
  const account = await findAccount(STORE_USER, host);
  const repositories = account ? await storedRepositories(input.repositoryOf, context) : [];
  let removed = 0;
  for (const [index, repository] of repositories.entries()) {
    const own = { uid: account?.uid ?? 0, gid: account?.gid ?? 0, mode: 0o700 };
    const directory = `${rootdPaths.backupAccess}/retain-${input.repositoryOf}-${index}`;
    await host.makeDirectory(rootdPaths.backupAccess, { uid: 0, gid: 0, mode: 0o700 });
    await host.removeTree(directory);
    try {
      const placed = await placeTargets(
        directory,
        [],
        { repositoryOf: input.repositoryOf, secrets },
        context,
      );
      if (!placed.ok) return placed;
      await host.writeAtomic(`${directory}/password`, password, { ...own, mode: 0o400 });
      await host.makeDirectory(`${directory}/tmp`, own);
      const kept = await retain(
        {
          unit: `hop3-backup-retain-${input.repositoryOf}`,
          title: 'in the store of this server',
          mayDelete: true,
          user: STORE_USER,
          capabilities: [],
          access: {
            repository: '/hop3/repository',
            options: [],
            binds: [{ from: repository, to: '/hop3/repository' }],
            network: false,
            probe: null,
          },
          passwordFile: `${directory}/password`,
          targets: `${directory}/targets`,
          cache: null,
          directory: repository,
          temporary: `${directory}/tmp`,
        },
        { keep: input.keep, pinned: input.pinned, timezone: null },
        host,
      );
      if (!kept.ok) return kept;
      removed += kept.value.removed;
    } finally {
      await host.removeTree(directory);
    }
  }
  return ok({ removed });
};
