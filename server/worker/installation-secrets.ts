// SPDX-License-Identifier: AGPL-3.0-or-later
import type { InstallationId, OrganisationId } from '#contract/ids.ts';
import { inOrganisation } from '#server/database/connection.ts';
import { secretRecipes } from '#server/deploy/installation-secrets.ts';
import type { InstallationSubject, TargetRelease } from '#server/deploy/step.ts';
import { getSecretsOf, putSecret } from '#server/secrets/sealed-secrets.ts';
import type { WorkerServices } from './services.ts';

/** What apps and hooks get; other columns of the row are ours (backup.password and the like). */
const OF_THE_APP = /^(?:admin\.password|env\.|settings\.)/;

/**
 * Every secret of an installation by name. What is to be generated is generated the first time and sealed before it is
 * used anywhere, so that it stays the same over crashes, retries, restarts and updates. What was made of the backup of
 * another has that one's: its data was made with them.
 */
export function loadInstallationSecrets(
  services: Pick<WorkerServices, 'db' | 'master'>,
  organisation: OrganisationId,
  of: {
    readonly installation: InstallationSubject;
    /** A release that it changes to, which may want further ones. */
    readonly target: TargetRelease | null;
    readonly madeFrom: InstallationId | null;
  },
): Promise<Readonly<Record<string, string>>> {
  const { db, master } = services;
  const { installation, target, madeFrom } = of;
  const own = { table: 'installations', row: installation.id } as const;
  return inOrganisation(db, organisation, async (tx) => {
    const known = await getSecretsOf(tx, master, own);
    const keep = async (column: string, value: string) => {
      await putSecret(tx, { master, organisation, place: { ...own, column }, value });
      known[column] = value;
    };
    const original =
      madeFrom === null ? {} : await getSecretsOf(tx, master, { table: 'installations', row: madeFrom });
    for (const [column, value] of Object.entries(original)) {
      if (known[column] === undefined && OF_THE_APP.test(column)) await keep(column, value);
    }
    const recipes = {
      ...secretRecipes(installation.package.manifest),
      ...(target === null ? {} : secretRecipes(target.package.manifest)),
    };
    for (const [column, make] of Object.entries(recipes)) {
      if (known[column] === undefined) await keep(column, make());
    }
    return Object.fromEntries(Object.entries(known).filter(([column]) => OF_THE_APP.test(column)));
  });
}
