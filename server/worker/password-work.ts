// SPDX-License-Identifier: AGPL-3.0-or-later
import { inOrganisation, type Transaction } from '#server/database/connection.ts';
import { generateSecret } from '#server/deploy/generate-secret.ts';
import type { OperationRecord } from '#server/deploy/queries.ts';
import type { PasswordWork } from '#server/deploy/step.ts';
import { installationOf } from '#server/deploy/subject.ts';
import { deleteSecrets, getSecret, getSecretsOf, putSecret } from '#server/secrets/sealed-secrets.ts';
import { persistently } from './persistently.ts';
import type { WorkerServices } from './services.ts';

const FORMER = 'former.admin.password.';

/**
 * The administrator's password while it is replaced: the next one is sealed before it is used anywhere, and becomes the
 * one that is shown in one transaction.
 */
export function passwordWork(services: WorkerServices, record: OperationRecord): PasswordWork {
  const { db, master } = services;
  const { organisation, facts } = record;
  const place = (column: 'admin.password' | 'next.admin.password' | `${typeof FORMER}${string}`) =>
    ({ table: 'installations', row: installationOf(facts).id, column }) as const;
  const scoped = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
    persistently(services, () => inOrganisation(db, organisation, work));
  const next = (tx: Transaction) => getSecret(tx, master, place('next.admin.password'));
  const replace = async (tx: Transaction, value: string): Promise<void> => {
    const before = await getSecret(tx, master, place('admin.password'));
    if (before === value) return;
    if (before !== null) {
      const remembered = place(`${FORMER}${new Date().toISOString()}`);
      await putSecret(tx, { master, organisation, place: remembered, value: before });
    }
    await putSecret(tx, { master, organisation, place: place('admin.password'), value });
  };
  const formerOf = async (tx: Transaction): Promise<[name: string, value: string][]> => {
    const rows = [installationOf(facts).id, record.installation?.madeFrom ?? null];
    const found: [string, string][] = [];
    for (const row of rows) {
      if (row === null) continue;
      const all = await getSecretsOf(tx, master, { table: 'installations', row });
      found.push(...Object.entries(all).filter(([column]) => column.startsWith(FORMER)));
    }
    return found.sort(([a], [b]) => (a < b ? 1 : -1));
  };

  return {
    current: async () => {
      const value = await scoped((tx) => getSecret(tx, master, place('admin.password')));
      if (value === null) throw new Error('the installation has an account without a password');
      return value;
    },
    make: () =>
      scoped(async (tx) => {
        const known = await next(tx);
        if (known !== null) return known;
        const recipe = installationOf(facts).package.manifest.admin?.password;
        if (recipe === undefined) throw new Error('the package has no account');
        const value = generateSecret(recipe);
        await putSecret(tx, { master, organisation, place: place('next.admin.password'), value });
        return value;
      }),
    pending: () => scoped(next),
    keep: () =>
      scoped(async (tx) => {
        const value = await next(tx);
        if (value === null) return;
        await replace(tx, value);
        await deleteSecrets(tx, place('next.admin.password'));
      }),
    former: () => scoped(async (tx) => (await formerOf(tx)).map(([name, value]) => ({ name, value }))),
    takeBack: (name) =>
      scoped(async (tx) => {
        const found = (await formerOf(tx)).find(([column]) => column === name);
        if (found === undefined) throw new Error(`there is no password ${name}`);
        await replace(tx, found[1]);
      }),
    drop: () => scoped((tx) => deleteSecrets(tx, place('next.admin.password'))),
  };
}
