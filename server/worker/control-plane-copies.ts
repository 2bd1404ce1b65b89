// SPDX-License-Identifier: AGPL-3.0-or-later
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { type Failure, failure } from '#contract/failure.ts';
import type { OrganisationId } from '#contract/ids.ts';
import { type BackupTargetRow, backupTargets } from '#drizzle/schema/backups.ts';
import { controlPlaneCopies } from '#drizzle/schema/control-plane-copies.ts';
import { organisations } from '#drizzle/schema/organisations.ts';
import { inSftpFolder, SftpError, type SftpTarget } from '#server/control-plane/sftp-folder.ts';
import { ARCHIVE_NAME } from '#server/control-plane/what-is-kept.ts';
import { inOrganisation } from '#server/database/connection.ts';
import { getSecret } from '#server/secrets/sealed-secrets.ts';
import { errorFields } from './log.ts';
import type { WorkerServices } from './services.ts';

const LOOK_EVERY_MS = 60_000;
const TRY_AGAIN_AFTER_MS = 15 * 60_000;
/** Archives kept at each place. */
const KEEP_THERE = 14;

type Services = Pick<WorkerServices, 'db' | 'paths' | 'master' | 'log'>;

/** Carries the sealed backups that npm start makes of the control plane to the operator's SFTP servers. */
export class ControlPlaneCopies {
  readonly #services: Services;
  #timer: NodeJS.Timeout | null = null;
  #busy = false;

  constructor(services: Services) {
    this.#services = services;
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    void this.look();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  async look(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await copyNewest(this.#services);
    } catch (error) {
      this.#services.log('warn', 'the backup of the control plane could not be copied', errorFields(error));
    } finally {
      this.#busy = false;
    }
  }
}

/** One round: every place that lacks the newest archive gets it. */
export async function copyNewest(services: Services): Promise<void> {
  const { db, paths } = services;
  const newest = (await readdir(paths.controlPlaneBackups).catch(() => []))
    .filter((name) => ARCHIVE_NAME.test(name))
    .sort()
    .at(-1);
  if (newest === undefined) return;
  const organisation = await operatorOf(services);
  if (organisation === null) return;
  const file = join(paths.controlPlaneBackups, newest);
  const bytes = (await stat(file)).size;
  await record(services, organisation, { target: 'local', archive: newest, bytes, failure: null });

  const { targets, copies } = await inOrganisation(db, organisation, async (tx) => ({
    targets: await tx
      .select()
      .from(backupTargets)
      .where(
        and(
          eq(backupTargets.organisationId, organisation),
          eq(backupTargets.kind, 'sftp'),
          isNull(backupTargets.removedAt),
        ),
      ),
    copies: await tx.select().from(controlPlaneCopies),
  }));
  for (const row of targets) {
    const known = copies.find((copy) => copy.target === row.id);
    if (known?.archive === newest) continue;
    if (known?.failure && Date.now() - known.triedAt.getTime() < TRY_AGAIN_AFTER_MS) continue;
    const why = await copyTo(services, organisation, row, { file, name: newest });
    await record(services, organisation, {
      target: row.id,
      archive: why === null ? newest : (known?.archive ?? null),
      bytes: why === null ? bytes : (known?.bytes ?? null),
      failure: why,
    });
  }
}

/** null when it is there. */
async function copyTo(
  services: Services,
  organisation: OrganisationId,
  row: BackupTargetRow,
  archive: { readonly file: string; readonly name: string },
): Promise<Failure | null> {
  const key = await inOrganisation(services.db, organisation, (tx) =>
    getSecret(tx, services.master, { table: 'backup_targets', row: row.id, column: 'key' }),
  );
  if (key === null)
    return failure('internal', `The key for ${row.name} is missing.`, { remedy: 'Add the place again.' });
  try {
    await inSftpFolder(sftpTargetOf(row), key, async (folder) => {
      await folder.put(archive.file, archive.name);
      const there = (await folder.list()).filter((name) => ARCHIVE_NAME.test(name)).sort();
      for (const name of there.slice(0, -KEEP_THERE)) await folder.remove(name);
    });
    return null;
  } catch (error) {
    if (error instanceof SftpError) return error.failure;
    throw error;
  }
}

export const sftpTargetOf = (row: BackupTargetRow): SftpTarget => ({
  kind: 'sftp',
  id: row.id,
  address: row.address,
  port: row.port,
  user: row.userName,
  path: row.path ?? '.',
  hostKey: row.hostKey,
});

/** Whose places the site's own backups go to: the organisation that was first. */
export async function operatorOf({ db }: Pick<Services, 'db'>): Promise<OrganisationId | null> {
  const [first] = await db
    .select({ id: organisations.id })
    .from(organisations)
    .orderBy(organisations.createdAt)
    .limit(1);
  return first?.id ?? null;
}

async function record(
  { db }: Services,
  organisation: OrganisationId,
  copy: {
    readonly target: 'local' | string;
    readonly archive: string | null;
    readonly bytes: number | null;
    readonly failure: Failure | null;
  },
): Promise<void> {
  const values = { ...copy, ...(copy.failure === null ? { at: sql`now()` } : {}), triedAt: sql`now()` };
  await inOrganisation(db, organisation, (tx) =>
    tx
      .insert(controlPlaneCopies)
      .values({ organisationId: organisation, ...values })
      .onConflictDoUpdate({
        target: [controlPlaneCopies.organisationId, controlPlaneCopies.target],
        set: values,
      }),
  );
}
