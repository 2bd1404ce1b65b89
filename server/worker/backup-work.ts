// SPDX-License-Identifier: AGPL-3.0-or-later
import type { BackupTarget } from '#contract/backup.ts';
import { type Failure, failure } from '#contract/failure.ts';
import type { InstallationId } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { inOrganisation, type Transaction } from '#server/database/connection.ts';
import {
  ensurePlanRow,
  forgetAllBackups,
  forgetBackup,
  markPlanApplied,
  passwordResetSince,
  planOf,
  recordBackup,
  storedOn,
  storesOn,
} from '#server/deploy/backup-rows.ts';
import { generateSecret } from '#server/deploy/generate-secret.ts';
import { nearestCopy } from '#server/deploy/places.ts';
import { type OperationRecord, readPlaces } from '#server/deploy/queries.ts';
import type { BackupWork } from '#server/deploy/step.ts';
import { installationOf } from '#server/deploy/subject.ts';
import { ensureRecoveryKey } from '#server/secrets/recovery-key.ts';
import { deleteSecrets, getSecret, putSecret } from '#server/secrets/sealed-secrets.ts';
import { targetKeyPlace } from '#server/secrets/target-key.ts';
import { persistently } from './persistently.ts';
import type { WorkerServices } from './services.ts';

type Secrets = Readonly<Record<string, string>>;

const passwordPlace = (installation: InstallationId) =>
  ({ table: 'installations', row: installation, column: 'backup.password' }) as const;

/** A step's hands for backups: rows and sealed keys in PostgreSQL. */
export function backupWork(services: WorkerServices, record: OperationRecord): BackupWork {
  const { db, master } = services;
  const { organisation, host, facts } = record;
  const here = () => ({ organisation, installation: installationOf(facts).id, host: host.id });
  const write = <T>(work: () => Promise<T>): Promise<T> => persistently(services, work);
  const scoped = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
    write(() => inOrganisation(db, organisation, work));

  /** Names as in the requests to rootd. Throws when a place has no key: it was made with one. */
  const targetKeys = async (tx: Transaction, places: readonly BackupTarget[]): Promise<Secrets> => {
    const keys: Record<string, string> = {};
    for (const { kind, id } of places) {
      if (kind === 'local') continue;
      const key = await getSecret(tx, master, targetKeyPlace(id));
      if (key === null) throw new Error(`the place ${id} has no key`);
      keys[`target.${id}.key`] = key;
    }
    return keys;
  };

  return {
    plan: () =>
      write(async () => planOf(await ensurePlanRow(db, here()), await readPlaces(db, organisation))),
    isPlanApplied: () => write(async () => (await ensurePlanRow(db, here())).appliedAt !== null),
    planApplied: () => write(() => markPlanApplied(db, here())),

    writingSecrets: (places) =>
      scoped(async (tx) => {
        const place = passwordPlace(here().installation);
        let password = await getSecret(tx, master, place);
        if (password === null) {
          password = generateSecret({ generate: 'urlsafe', length: 43 });
          await putSecret(tx, { master, organisation, place, value: password });
        }
        return {
          'backup.password': password,
          'backup.recovery': await ensureRecoveryKey(tx, { master, organisation }),
          ...(await targetKeys(tx, places)),
        };
      }),

    readingSecrets: ({ repositoryOf, target }) =>
      scoped(async (tx): Promise<Result<Secrets, Failure>> => {
        const password = await getSecret(tx, master, passwordPlace(repositoryOf));
        if (password === null) {
          return err(
            failure('restore-refused', 'The password of these backups is not known here any more.', {
              remedy: 'Open them with the key of the recovery sheet: it says how.',
            }),
          );
        }
        return ok({ 'backup.password': password, ...(await targetKeys(tx, [target])) });
      }),

    sourceOf: async (entry) => {
      const places = await write(() => readPlaces(db, organisation));
      const from = nearestCopy(entry, {
        repositoryOf: here().installation,
        places,
        hasLocal: true,
        only: null,
      });
      if (from === null) throw new Error('the server has no copy of the backup that it made');
      return from;
    },

    record: (entry) => write(() => recordBackup(db, here(), entry)),
    forgotten: (backup) => write(() => forgetBackup(db, here(), backup)),
    nothingKept: async () => {
      const { installation } = here();
      await write(() => forgetAllBackups(db, here()));
      // What is there is set up anew with the secrets that it has; only what is gone needs none.
      const isGone = record.installation?.state === 'removed';
      await scoped((tx) =>
        deleteSecrets(tx, {
          table: 'installations',
          row: installation,
          ...(isGone ? {} : { column: 'backup.password' }),
        }),
      );
    },

    passwordResetSince: (ms) => {
      const of = facts.backup?.from.repositoryOf ?? here().installation;
      return write(() => passwordResetSince(db, of, new Date(ms)));
    },

    stored: async () => {
      const all = await write(() => storedOn(db, organisation, host.id));
      return scoped(async (tx) => {
        const found = [];
        for (const { installation, keep, pinned } of all) {
          const password = await getSecret(tx, master, passwordPlace(installation));
          if (password === null) continue;
          found.push({ repositoryOf: installation, keep, pinned, secrets: { 'backup.password': password } });
        }
        return found;
      });
    },

    storeKeys: async () => {
      const stores = await write(() => storesOn(db, host.id));
      // Without the comment at the end of the line, which is for people.
      return stores.map((store) => store.publicKey.split(' ').slice(0, 2).join(' '));
    },
  };
}
