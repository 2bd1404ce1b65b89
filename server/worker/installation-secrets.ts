// SPDX-License-Identifier: AGPL-3.0-or-later
import type { OrganisationId } from '#contract/ids.ts';
import { inOrganisation } from '#server/database/connection.ts';
import { secretRecipes } from '#server/deploy/installation-secrets.ts';
import type { InstallationSubject } from '#server/deploy/step.ts';
import { getSecretsOf, putSecret } from '#server/secrets/sealed-secrets.ts';
import type { WorkerServices } from './services.ts';

/**
 * Every secret of an installation by name. What is to be generated is generated the first time and sealed before it is
 * used anywhere, so that it stays the same over crashes, retries and restarts.
 */
export function loadInstallationSecrets(
  services: Pick<WorkerServices, 'db' | 'master'>,
  organisation: OrganisationId,
  installation: InstallationSubject,
): Promise<Readonly<Record<string, string>>> {
  const { db, master } = services;
  const of = { table: 'installations', row: installation.id } as const;
  return inOrganisation(db, organisation, async (tx) => {
    const known = await getSecretsOf(tx, master, of);
    const recipes = secretRecipes(installation.package.manifest);
    for (const [column, make] of Object.entries(recipes)) {
      if (known[column] !== undefined) continue;
      const value = make();
      await putSecret(tx, { master, organisation, place: { ...of, column }, value });
      known[column] = value;
    }
    return known;
  });
}
