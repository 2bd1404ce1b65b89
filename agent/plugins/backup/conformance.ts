// SPDX-License-Identifier: AGPL-3.0-or-later
import { deepEqual, equal, ok } from 'node:assert/strict';
import { backupPaths } from '#agent/rootd/backups/backup-paths.ts';
import { ensureSecondKey } from '#agent/rootd/backups/keys.ts';
import { openOwn, placeTargets } from '#agent/rootd/backups/open-repository.ts';
import { type Repository, restic } from '#agent/rootd/backups/restic.ts';
import {
  ensureRepository,
  forgetSnapshots,
  listSnapshots,
  wasDeleted,
} from '#agent/rootd/backups/snapshots.ts';
import { verifyRepository } from '#agent/rootd/backups/verify-target.ts';
import type { RootdContext } from '#agent/rootd/context.ts';
import type { BackupTarget } from '#contract/backup.ts';
import type { Failure } from '#contract/failure.ts';
import type { InstallationId } from '#contract/ids.ts';
import type { Result } from '#contract/result.ts';

/** A place on a real host, and what the suite needs to look at it from its other side. */
export interface BackupSubject {
  readonly target: BackupTarget;
  readonly secrets: Readonly<Record<string, string>>;
  readonly context: RootdContext;
  readonly installation: InstallationId;
  /** Where the repository ends up, on this host too. */
  readonly stored: string;
}

export interface BackupCheck {
  readonly name: string;
  run(subject: BackupSubject): Promise<void>;
}

const PASSWORD = 'conformance-password';
const OTHER = 'conformance-recovery';
const TREE = '/root/hop3-backup-tree';
const STRANGER_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

function value<T>(result: Result<T, Failure>): T {
  ok(result.ok, result.ok ? '' : `${result.error.message}\n${result.error.detail}`);
  return result.value;
}

const codeOf = (result: Result<unknown, Failure>): string => (result.ok ? 'it succeeded' : result.error.code);

async function opened(subject: BackupSubject, target = subject.target): Promise<Repository> {
  const { context, installation, secrets } = subject;
  const { directory, password } = backupPaths(installation);
  value(await placeTargets(directory, [target], { repositoryOf: installation, secrets }, context));
  await context.host.writeAtomic(password, PASSWORD, { mode: 0o600 });
  return openOwn(installation, target, context);
}

/** Stores a small tree with what is hard to keep; gives the snapshot's id. */
async function stored(subject: BackupSubject, repository: Repository): Promise<string> {
  const { host } = subject.context;
  const made = await restic(
    {
      repository,
      args: ['backup', '--quiet', '--host=hop3', '--tag=conformance', 'files'],
      directory: '/hop3/tree',
      readOnly: [{ from: TREE, to: '/hop3/tree/files' }],
    },
    host,
  );
  equal(made.exitCode, 0, made.stderr);
  const snapshots = value(await listSnapshots(repository, 'conformance', host));
  const last = snapshots.at(-1);
  ok(last);
  return last.id;
}

/** The suite that every place passes, in this order, on one host. */
export const backupConformance: readonly BackupCheck[] = [
  {
    name: 'a repository is made once, and opens with both keys and no other',
    run: async (subject) => {
      const { host } = subject.context;
      // Of an earlier run on this host.
      await host.removeTree(subject.stored);
      const repository = await opened(subject);
      equal(value(await ensureRepository(repository, null, host)).made, true);
      if (repository.directory !== null) {
        // Killed between its key and its configuration, it is made again.
        await host.removeFile(`${repository.directory}/config`);
        equal(value(await ensureRepository(repository, null, host)).made, true);
      }
      equal(value(await ensureRepository(repository, null, host)).made, false);
      const other = '/root/hop3-backup-other';
      await host.writeAtomic(other, OTHER, { mode: 0o600 });
      for (let time = 0; time < 2; time += 1) value(await ensureSecondKey(repository, other, host));
      value(await listSnapshots({ ...repository, passwordFile: other }, null, host));
      const keys = await restic({ repository, args: ['list', 'keys', '--no-lock'] }, host);
      equal(keys.stdout.trim().split('\n').length, 2, 'no key was added twice');
      await host.writeAtomic(other, 'neither of them', { mode: 0o600 });
      const stranger = await listSnapshots({ ...repository, passwordFile: other }, null, host);
      equal(codeOf(stranger), 'backup-target-failed');
      await host.removeFile(other);
    },
  },
  {
    name: 'what is stored comes back as it was, for another user, and is whole',
    run: async (subject) => {
      const { host } = subject.context;
      const repository = await opened(subject);
      await host.removeTree(TREE);
      await host.makeDirectory(`${TREE}/deep/er`, { uid: 1234, gid: 1234, mode: 0o700 });
      await host.writeAtomic(`${TREE}/deep/er/secret`, 'only its owner may read this', {
        uid: 1234,
        gid: 1234,
        mode: 0o600,
      });
      await host.writeAtomic(`${TREE}/large`, host.randomBytes(3_000_000), { mode: 0o644 });
      await host.symlink('/etc', `${TREE}/deep/link`);
      const snapshot = await stored(subject, repository);

      const back = '/root/hop3-backup-back';
      await host.removeTree(back);
      const own = { uid: 33, gid: 33, mode: 0o700 };
      await host.makeDirectory(back, own);
      const temporary = '/root/hop3-backup-tmp';
      await host.makeDirectory(temporary, own);
      const restored = await restic(
        {
          repository: { ...repository, cache: null, temporary },
          args: ['restore', snapshot, '--no-lock', '--target=/hop3/back'],
          user: 'www-data',
          writable: [{ from: back, to: '/hop3/back' }],
        },
        host,
      );
      equal(restored.exitCode, 0, restored.stderr);
      const same = await host.run(['diff', '--recursive', '--no-dereference', TREE, `${back}/files`]);
      equal(same.exitCode, 0, same.stdout);
      const owners = await host.run(['find', back, '!', '-user', 'www-data', '-print']);
      equal(owners.stdout, '', 'all of it is that user’s');
      value(await verifyRepository(repository, 0, host));
      for (const path of [back, temporary]) await host.removeTree(path);
    },
  },
  {
    name: 'a flipped byte is found',
    run: async (subject) => {
      // restic looks for it the same way everywhere.
      if (subject.target.kind !== 'local') return;
      const { host } = subject.context;
      const repository = await opened(subject);
      const packs = await host.run([
        'find',
        `${subject.stored}/data`,
        '-type',
        'f',
        '-size',
        '+100k',
        '-print',
      ]);
      const pack = packs.stdout.trim().split('\n')[0] ?? '';
      const before = await host.run(['cp', '--preserve=all', pack, '/root/hop3-backup-pack']);
      equal(before.exitCode, 0, before.stderr);
      await host.run(['chmod', 'u+w', pack]);
      const flipped = await host.run(
        ['dd', `of=${pack}`, 'bs=1', 'seek=5000', 'conv=notrunc', 'status=none'],
        { stdin: host.randomBytes(8) },
      );
      equal(flipped.exitCode, 0, flipped.stderr);
      const found = await verifyRepository(repository, 0, host);
      equal(codeOf(found), 'backup-target-failed');
      ok(!found.ok && /damaged/.test(found.error.message), found.ok ? '' : found.error.message);
      await host.run(['cp', '--preserve=all', '/root/hop3-backup-pack', pack]);
      await host.removeFile('/root/hop3-backup-pack');
      value(await verifyRepository(repository, 0, host));
    },
  },
  {
    name: 'deletes when it may, and cannot when it may not',
    run: async (subject) => {
      const { host, plugins } = subject.context;
      const repository = await opened(subject);
      const { mayDelete } = plugins.backupPlaces[subject.target.kind];
      const snapshot = await stored(subject, repository);
      const before = value(await listSnapshots(repository, null, host)).map(({ id }) => id);
      if (mayDelete) value(await forgetSnapshots(repository, [snapshot], host));
      else {
        // It tries again and again for a minute; killed in between, it leaves a lock, which the next one gets by.
        const refused = await restic(
          { repository, args: ['forget', '--prune', snapshot], timeoutSeconds: 8 },
          host,
        );
        ok(!wasDeleted(refused));
        ok(/403/.test(refused.stderr), refused.stderr);
      }
      const left = value(await listSnapshots(repository, null, host)).map(({ id }) => id);
      deepEqual(left, mayDelete ? before.filter((id) => id !== snapshot) : before);
      value(await verifyRepository(repository, 0, host));
    },
  },
  {
    name: 'a server that is not the one that was pinned gets nothing',
    run: async (subject) => {
      const { target } = subject;
      if (target.kind === 'local') return;
      const repository = await opened(subject, { ...target, hostKey: STRANGER_KEY });
      const asked = await ensureRepository(repository, null, subject.context.host);
      equal(codeOf(asked), 'host-key-changed');
      await subject.context.host.removeTree(TREE);
    },
  },
];
