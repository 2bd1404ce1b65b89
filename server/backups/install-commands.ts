// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, eq } from 'drizzle-orm';
import { installationId } from '#contract/ids.ts';
import { err, ok } from '#contract/result.ts';
import type { InstallFromBackupInput } from '#contract/site-api/backups.ts';
import { backupPlans } from '#drizzle/schema/backups.ts';
import { type InstallationRow, installations } from '#drizzle/schema/installations.ts';
import { knownTargets } from '#server/backup-targets/queries.ts';
import {
  type Database,
  inScope,
  type OrganisationScope,
  type Transaction,
  violatedUnique,
} from '#server/database/connection.ts';
import { uuidv7 } from '#server/database/uuidv7.ts';
import { mayIssueFrom } from '#server/domains/policy.ts';
import { mayInstallOn } from '#server/hosts/policy.ts';
import { holdHost, hostRow } from '#server/hosts/queries.ts';
import type { Begun } from '#server/installations/begin-operation.ts';
import { DOMAIN_TAKEN, issuerFor, mayUseDomain } from '#server/installations/policy.ts';
import { insertOperation } from '#server/operations/commands.ts';
import { NO_BACKUP, UNKNOWN_RELEASE } from './commands.ts';
import { copyToFetch, placesForCopy } from './policy.ts';
import { backedUp, findBackup, packageOf, planRow } from './queries.ts';

interface InstallFromBackup {
  readonly db: Database;
  readonly scope: OrganisationScope;
  readonly input: InstallFromBackupInput;
}

/**
 * A new installation with the data of a backup, on any server that can read a copy. Claims the address and writes
 * installation and intent at once. Of the original it takes answers, administrator, language and backup plan; its
 * secrets come with the backup.
 */
export async function installFromBackup(command: InstallFromBackup): Promise<Begun> {
  const { db, scope } = command;
  try {
    return await inScope(db, scope, (tx) => insertFromBackup(tx, command));
  } catch (error) {
    if (violatedUnique(error) === 'installations_domain') return err(DOMAIN_TAKEN);
    throw error;
  }
}

async function insertFromBackup(tx: Transaction, { scope, input }: InstallFromBackup): Promise<Begun> {
  const { installation: from, backup, target = null, title, domain } = input;
  await holdHost(tx, input.host);
  const present = await backedUp(tx, scope, from);
  if (present === null) return err({ kind: 'not-found', what: 'app' });
  const found = await findBackup(tx, scope, { installation: from, backup, host: present.host });
  if (found === null) return err(NO_BACKUP);
  const host = await hostRow(tx, scope, input.host);
  if (host === null) {
    const message = 'There is no such server.';
    return err({ kind: 'field', field: 'host', message, remedy: 'Choose another one.' });
  }
  const allowed = mayInstallOn(host);
  if (!allowed.ok) return allowed;
  const copy = copyToFetch(found, { host: host.id, target, hostName: present.host.name });
  if (!copy.ok) return copy;
  const fits = mayUseDomain(host, domain);
  if (!fits.ok) return fits;
  const issuable = mayIssueFrom(host, issuerFor(host, input.issuer));
  if (!issuable.ok) return issuable;
  const release = await packageOf(tx, scope, { installation: from, digest: found.packageDigest });
  if (release === null) return err(UNKNOWN_RELEASE);

  const original = await answersOf(tx, scope, from);
  const id = installationId.parse(uuidv7());
  await tx.insert(installations).values({
    ...original,
    ...{ id, title, domain, organisationId: scope.organisation },
    ...{ hostId: host.id, publicPort: host.publicPort, issuer: issuerFor(host, input.issuer) },
    ...{ package: release, packageDigest: found.packageDigest },
    ...{ state: 'installing', madeFrom: from },
  });
  // Never less safe than the original: without a plan of its own it would get one for its own disk.
  const plan = await planRow(tx, scope, from);
  if (plan !== null) {
    const targets = placesForCopy(plan.targets, await knownTargets(tx, scope), host.id);
    const { schedule, keep } = plan;
    await tx
      .insert(backupPlans)
      .values({ installationId: id, organisationId: scope.organisation, schedule, keep, targets });
  }
  const operation = await insertOperation(tx, scope, {
    hostId: host.id,
    installationId: id,
    kind: 'install-from-backup',
    app: original.app,
    subject: title,
    input: { from, backup, target: copy.value },
  });
  return ok({ operation, installation: id });
}

type Answers = Pick<
  InstallationRow,
  | 'app'
  | 'appTitle'
  | 'settings'
  | 'secretSettings'
  | 'adminUsername'
  | 'adminEmail'
  | 'timezone'
  | 'language'
>;

async function answersOf(
  tx: Transaction,
  scope: OrganisationScope,
  installation: InstallationRow['id'],
): Promise<Answers> {
  const { app, appTitle, settings, secretSettings, adminUsername, adminEmail, timezone, language } =
    installations;
  const [row] = await tx
    .select({ app, appTitle, settings, secretSettings, adminUsername, adminEmail, timezone, language })
    .from(installations)
    .where(and(eq(installations.id, installation), eq(installations.organisationId, scope.organisation)));
  if (row === undefined) throw new Error('the original of a backup is gone');
  return row;
}
