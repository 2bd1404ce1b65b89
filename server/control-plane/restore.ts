// SPDX-License-Identifier: AGPL-3.0-or-later
import { access, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TransactionSql } from 'postgres';
import { failure } from '#contract/failure.ts';
import { migrationsDirectory } from '#server/database/migrate.ts';
import { type PrepareDatabaseOptions, prepareDatabase } from '#server/database/prepare-database.ts';
import { type FileOwner, writeSecretFile } from '#server/database/secret-file.ts';
import { ensureSecrets } from '#server/secrets/ensure-secrets.ts';
import { openArchive } from './archive.ts';
import { importTables } from './database-copy.ts';
import { ensureRecoveryIdentity } from './recovery-identity.ts';
import { type ArchiveManifest, archiveManifest, KEPT_SECRETS, MANIFEST } from './what-is-kept.ts';

/** The backup cannot be put back here; the message says why and what to do. */
export class RestoreRefused extends Error {
  override readonly name = 'RestoreRefused';
}

export interface RestoreOptions extends PrepareDatabaseOptions {
  /** A file on this computer. */
  readonly archive: string;
  /** `AGE-SECRET-KEY-1…` */
  readonly identity: string;
  readonly nowMs: number;
  readonly processes?: Readonly<Record<'web' | 'worker' | 'signer', FileOwner>>;
}

export interface Restored {
  readonly manifest: ArchiveManifest;
  readonly cancelled: number;
}

/**
 * Brings a control plane back into an empty home. It does not take up what was under way: those operations are
 * cancelled, hosts get a higher epoch (they refuse tickets of before), and everybody signs in again. The server of the
 * embedded database runs when this returns. Throws RestoreRefused and ArchiveRefused; then nothing was made that matters.
 */
export async function restoreControlPlane(options: RestoreOptions): Promise<Restored> {
  const { paths, processes } = options;
  await refuseUsedHome(options);
  const work = await mkdtemp(join(tmpdir(), 'hop3-restore-'));
  try {
    await openArchive({ file: options.archive, directory: work, identity: options.identity });
    const manifest = archiveManifest.parse(JSON.parse(await readFile(join(work, MANIFEST), 'utf8')));
    await refuseNewer(manifest);
    for (const [owner, name] of KEPT_SECRETS) {
      const text = await readFile(join(work, 'secrets', owner, name), 'utf8');
      await writeSecretFile(paths.secret(owner, name), text.replace(/\n$/, ''), processes?.[owner]);
    }
    const { urls } = await prepareDatabase(options);
    let cancelled = 0;
    await importTables(urls.owner, join(work, 'tables'), manifest.tables, async (tx) => {
      cancelled = await startAnew(tx, options.nowMs);
    });
    await ensureSecrets(paths, processes ?? {});
    await ensureRecoveryIdentity(paths, processes ? { worker: processes.worker } : {});
    return { manifest, cancelled };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function refuseUsedHome({ paths }: RestoreOptions): Promise<void> {
  for (const path of [paths.postgresData, paths.secret('worker', 'master-key')]) {
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) {
      throw new RestoreRefused(
        `There is a site in ${paths.home} already. Set HOP3_HOME to another directory, or move that one away first.`,
      );
    }
  }
}

async function refuseNewer(manifest: ArchiveManifest): Promise<void> {
  const known = await readdir(migrationsDirectory());
  const newer = manifest.migrations.find((name) => !known.includes(name));
  if (newer !== undefined) {
    throw new RestoreRefused(
      `The backup was made by a newer version of Hop3 (${newer}). Get that version, then run this again.`,
    );
  }
}

const MINUTE_MS = 60_000;

/** What must not go on as it was. Returns how many operations were ended. */
async function startAnew(tx: TransactionSql, nowMs: number): Promise<number> {
  // By the clock, so that a second restore of the same backup is newer than the first.
  await tx`update hosts set epoch = greatest(epoch + 1, ${Math.floor(nowMs / MINUTE_MS)})`;
  const why = failure('cancelled', 'The site was restored from a backup while this was under way.', {
    remedy: 'Look how it is now, then do it again if it is still wanted.',
  });
  const ended = await tx`
    update operations set state = 'cancelled', ended_at = now(), left_behind = state <> 'queued',
      failure = ${tx.json(why)}
    where state in ('queued', 'running', 'undoing') returning id`;
  // The host says how they are; a row that claims to be worked on would never be let go.
  await tx`update installations set state = 'unknown' where state in ('installing', 'uninstalling')`;
  await tx`update installations set wanted_domain = null where wanted_domain is not null`;
  await tx`update hosts set state = 'connect-failed' where state = 'connecting'`;
  await tx`update hosts set state = 'unreachable' where state in ('connected', 'disconnecting')`;
  // What the host has of a plan is the host's to say again.
  await tx`update backup_plans set applied_at = null`;
  await tx`
    insert into audit_events (id, organisation_id, user_name, action, accepted, detail)
    select gen_random_uuid(), id, 'Hop3', 'site.restored', 'yes', '{}' from organisations`;
  return ended.length;
}
