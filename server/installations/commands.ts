// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, eq } from 'drizzle-orm';
import { type InstallationId, installationId, type OperationId } from '#contract/ids.ts';
import type { Manifest } from '#contract/manifest/manifest.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { settingsSchema } from '#contract/settings.ts';
import type { InstallInput } from '#contract/site-api.ts';
import type { SiteError } from '#contract/site-error.ts';
import { installations, type SettingValues } from '#drizzle/schema/installations.ts';
import { secrets } from '#drizzle/schema/secrets.ts';
import {
  type Database,
  inScope,
  type OrganisationScope,
  violatedUnique,
} from '#server/database/connection.ts';
import { uuidv7 } from '#server/database/uuidv7.ts';
import { mayInstallOn } from '#server/hosts/policy.ts';
import { holdHost, hostRow } from '#server/hosts/queries.ts';
import { insertOperation, unlessBusy } from '#server/operations/commands.ts';
import type { WorkerPort } from '#server/worker-client/worker-port.ts';
import type { CataloguePort } from './catalogue-port.ts';
import { DOMAIN_TAKEN, mayRestart, mayUninstall, mayUseDomain } from './policy.ts';
import { installationHead } from './queries.ts';

type Started = Result<{ operation: OperationId; installation: InstallationId }, SiteError>;

export interface InstallCommand {
  db: Database;
  worker: WorkerPort;
  catalogue: CataloguePort;
  scope: OrganisationScope;
  input: InstallInput;
}

/** Claims the domain and writes installation and intent at once. Secret answers are sealed by the worker before. */
export async function install(command: InstallCommand): Promise<Started> {
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
): Promise<Started> {
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
      await tx.insert(installations).values({
        ...values,
        organisationId: scope.organisation,
        hostId: host.id,
        app: input.app,
        title: input.title,
        domain: input.domain,
        publicPort: host.publicPort,
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

export interface InstallationCommand {
  db: Database;
  scope: OrganisationScope;
  installation: InstallationId;
}

export async function restart({ db, scope, installation }: InstallationCommand): Promise<Started> {
  return unlessBusy(() =>
    inScope(db, scope, async (tx) => {
      const head = await installationHead(tx, scope, installation);
      if (head === null) return err({ kind: 'not-found', what: 'app' });
      const allowed = mayRestart(head);
      if (!allowed.ok) return allowed;
      const operation = await insertOperation(tx, scope, {
        hostId: head.hostId,
        installationId: head.id,
        kind: 'restart',
        app: head.app,
        subject: head.title,
        input: { installation: head.id },
      });
      return ok({ operation, installation });
    }),
  );
}

export async function uninstall({
  db,
  scope,
  installation,
  confirm,
}: InstallationCommand & { confirm: string }): Promise<Started> {
  return unlessBusy(() =>
    inScope(db, scope, async (tx) => {
      const head = await installationHead(tx, scope, installation);
      if (head === null) return err({ kind: 'not-found', what: 'app' });
      const allowed = mayUninstall(head, confirm);
      if (!allowed.ok) return allowed;
      const operation = await insertOperation(tx, scope, {
        hostId: head.hostId,
        installationId: head.id,
        kind: 'uninstall',
        app: head.app,
        subject: head.title,
        input: { installation: head.id },
      });
      await tx.update(installations).set({ state: 'uninstalling' }).where(eq(installations.id, head.id));
      return ok({ operation, installation });
    }),
  );
}
