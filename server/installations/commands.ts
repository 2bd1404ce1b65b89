// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, eq } from 'drizzle-orm';
import { type InstallationId, installationId } from '#contract/ids.ts';
import type { Manifest } from '#contract/manifest/manifest.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { settingsSchema } from '#contract/settings.ts';
import type { InstallInput } from '#contract/site-api/installations.ts';
import type { SiteError } from '#contract/site-error.ts';
import { installations, type SettingValues } from '#drizzle/schema/installations.ts';
import { secrets } from '#drizzle/schema/secrets.ts';
import { mayBackUpLast } from '#server/backups/policy.ts';
import { planRow } from '#server/backups/queries.ts';
import {
  type Database,
  inScope,
  type OrganisationScope,
  violatedUnique,
} from '#server/database/connection.ts';
import { uuidv7 } from '#server/database/uuidv7.ts';
import { mayIssueFrom } from '#server/domains/policy.ts';
import { mayInstallOn } from '#server/hosts/policy.ts';
import { holdHost, hostRow } from '#server/hosts/queries.ts';
import { insertOperation } from '#server/operations/commands.ts';
import type { WorkerPort } from '#server/worker-client/worker-port.ts';
import { type Begun, beginOperation, type InstallationCommand } from './begin-operation.ts';
import type { CataloguePort } from './catalogue-port.ts';
import {
  DOMAIN_TAKEN,
  issuerFor,
  mayChange,
  mayResetPassword,
  mayUninstall,
  mayUseDomain,
} from './policy.ts';

export interface InstallCommand {
  db: Database;
  worker: WorkerPort;
  catalogue: CataloguePort;
  scope: OrganisationScope;
  input: InstallInput;
}

/** Claims the domain and writes installation and intent at once. Secret answers are sealed by the worker before. */
export async function install(command: InstallCommand): Promise<Begun> {
  const { db, worker, catalogue, scope, input } = command;
  const app = await catalogue.load(input.app);
  if (app === null) return err({ kind: 'not-found', what: 'app' });
  const { manifest } = app.package;
  const answers = answersOf(manifest, input.settings);
  if (!answers.ok) return answers;

  const installation = installationId.parse(uuidv7());
  const { open, secret } = answers.value;
  for (const [name, value] of Object.entries(secret)) {
    const place = { table: 'installations', row: installation, column: `settings.${name}` } as const;
    const sealed = await worker.sealSecret(
      { organisation: scope.organisation, user: scope.user.id },
      { ...place, value },
    );
    if (!sealed.ok) return sealed;
  }
  const started = await insertInstallation(db, scope, {
    input,
    values: {
      id: installation,
      appTitle: manifest.metadata.title,
      settings: open,
      secretSettings: Object.keys(secret),
      package: app.package,
      packageDigest: app.digest,
      ...adminOf(manifest, input, scope),
    },
  });
  if (!started.ok && Object.keys(secret).length > 0) await forgetSecrets(db, scope, installation);
  return started;
}

/** Answers with defaults, parted into those that may be stored as they are and the secret ones. */
function answersOf(
  manifest: Manifest,
  given: SettingValues,
): Result<{ open: SettingValues; secret: Record<string, string> }, SiteError> {
  const parsed = settingsSchema(manifest).safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path.map(String).join('.');
    const message =
      issue?.code === 'unrecognized_keys'
        ? 'The app has no such setting.'
        : (issue?.message ?? 'Not usable.');
    return err({ kind: 'field', field: `settings.${name ?? ''}`, message, remedy: null });
  }
  const open: SettingValues = {};
  const secret: Record<string, string> = {};
  for (const [name, value] of Object.entries(parsed.data as SettingValues)) {
    if (manifest.settings[name]?.type !== 'secret') open[name] = value;
    else if (value !== '') secret[name] = String(value);
  }
  return ok({ open, secret });
}

function adminOf(manifest: Manifest, input: InstallInput, scope: OrganisationScope) {
  if (manifest.admin === undefined) return { adminUsername: null, adminEmail: null };
  const { username, email } = manifest.admin;
  return {
    adminUsername: input.adminUsername ?? username,
    adminEmail: email === 'operator' ? scope.user.email : email,
  };
}

type Values = Pick<
  typeof installations.$inferInsert,
  | 'id'
  | 'appTitle'
  | 'settings'
  | 'secretSettings'
  | 'package'
  | 'packageDigest'
  | 'adminUsername'
  | 'adminEmail'
>;

async function insertInstallation(
  db: Database,
  scope: OrganisationScope,
  { input, values }: { input: InstallInput; values: Values },
): Promise<Begun> {
  try {
    return await inScope(db, scope, async (tx) => {
      await holdHost(tx, input.host);
      const host = await hostRow(tx, scope, input.host);
      if (host === null)
        return err({
          kind: 'field',
          field: 'host',
          message: 'There is no such server.',
          remedy: 'Choose another one.',
        });
      const allowed = mayInstallOn(host);
      if (!allowed.ok) return allowed;
      const fits = mayUseDomain(host, input.domain);
      if (!fits.ok) return fits;
      const issuer = issuerFor(host, input.issuer);
      const possible = mayIssueFrom(host, issuer);
      if (!possible.ok) return possible;
      await tx.insert(installations).values({
        ...values,
        organisationId: scope.organisation,
        hostId: host.id,
        app: input.app,
        title: input.title,
        domain: input.domain,
        publicPort: host.publicPort,
        issuer,
        state: 'installing',
      });
      const operation = await insertOperation(tx, scope, {
        hostId: host.id,
        installationId: values.id,
        kind: 'install',
        app: input.app,
        subject: input.title,
        input: { installation: values.id },
      });
      return ok({ operation, installation: values.id });
    });
  } catch (error) {
    if (violatedUnique(error) === 'installations_domain') return err(DOMAIN_TAKEN);
    throw error;
  }
}

async function forgetSecrets(
  db: Database,
  scope: OrganisationScope,
  installation: InstallationId,
): Promise<void> {
  await inScope(db, scope, (tx) =>
    tx.delete(secrets).where(and(eq(secrets.tableName, 'installations'), eq(secrets.rowId, installation))),
  );
}

export function restart(command: InstallationCommand): Promise<Begun> {
  return beginOperation(command, async (_tx, head) => {
    const allowed = mayChange(head);
    return allowed.ok ? ok({ kind: 'restart', input: { installation: head.id } }) : allowed;
  });
}

/** A new generated one; the old one works until it does. */
export function resetPassword(command: InstallationCommand): Promise<Begun> {
  return beginOperation(command, async (_tx, head) => {
    const allowed = mayResetPassword(head);
    return allowed.ok ? ok({ kind: 'reset-password', input: {} }) : allowed;
  });
}

/** Its backups are kept. `lastBackup`: one more is made before anything is taken away. */
export function uninstall({
  confirm,
  lastBackup,
  ...command
}: InstallationCommand & { confirm: string; lastBackup: boolean }): Promise<Begun> {
  return beginOperation(command, async (tx, head) => {
    const allowed = mayUninstall(head, confirm);
    if (!allowed.ok) return allowed;
    const possible = lastBackup ? mayBackUpLast(await planRow(tx, command.scope, head.id)) : ok(null);
    if (!possible.ok) return possible;
    await tx.update(installations).set({ state: 'uninstalling' }).where(eq(installations.id, head.id));
    return ok({ kind: 'uninstall', input: { installation: head.id, lastBackup } });
  });
}
