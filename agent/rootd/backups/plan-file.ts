// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import type { Host } from '#agent/host/host.ts';
import { type BackupPlan, backupPlan } from '#contract/backup.ts';
import { type Failure, failure } from '#contract/failure.ts';
import type { InstallationId } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { backupPaths } from './backup-paths.ts';

const planFile = z.strictObject({ version: z.literal(1), plan: backupPlan });

export async function readPlan(id: InstallationId, host: Host): Promise<BackupPlan | null> {
  const text = await host.readText(backupPaths(id).plan);
  return text === null ? null : planFile.parse(JSON.parse(text)).plan;
}

export async function writePlan(id: InstallationId, plan: BackupPlan, host: Host): Promise<void> {
  await host.writeAtomic(backupPaths(id).plan, JSON.stringify({ version: 1, plan }), { mode: 0o600 });
}

export async function planOfInstallation(
  id: InstallationId,
  host: Host,
): Promise<Result<BackupPlan, Failure>> {
  const plan = await readPlan(id, host);
  if (plan) return ok(plan);
  return err(
    failure('backup-failed', 'This server was not told yet where backups of it go.', {
      remedy: 'Choose where its backups go, then try again.',
    }),
  );
}
