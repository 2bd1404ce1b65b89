// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Host, Listener } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import type { Failure } from '#contract/failure.ts';
import { type InstallationId, installationId } from '#contract/ids.ts';
import { ok, type Result } from '#contract/result.ts';
import { startUnits, stopUnits } from '../app-units.ts';
import type { RootdContext } from '../context.ts';
import { holdVisitors, resumeVisitors } from '../hold.ts';
import type { InstallationRecord } from '../installation-record.ts';
import { runHook } from '../operations/hook-run.ts';
import { unitNames } from '../units/unit-names.ts';
import { backupPaths } from './backup-paths.ts';

/** Visitors wait this long at most; then they read to come back. The app is started as soon as files are read, always. */
const LONGEST_HOLD_SECONDS = 4 * 3600;

export interface Held<T> {
  readonly result: Result<T, Failure>;
  /** How long the app was stopped; 0 when it ran on, or had been stopped before. */
  readonly heldMs: number;
  /** It did not start again. */
  readonly notStarted: Failure | null;
}

/**
 * Does something while the app's files do not change under it, as [backup] quiesce of its package says:
 *
 *   stop         stopped, visitors wait; started again whatever happened, also by the next rootd if this one is killed
 *   maintenance  the hook before-backup first, then it runs on
 *   live         it runs on
 *
 * What was stopped before stays stopped.
 */
export async function holdApp<T>(
  record: InstallationRecord,
  context: RootdContext,
  listener: Listener,
  act: () => Promise<Result<T, Failure>>,
): Promise<Held<T>> {
  const { host } = context;
  const { quiesce } = record.package.manifest.backup;
  const isRunning = await runs(record, context);
  if (quiesce === 'maintenance' && isRunning) {
    const command = record.package.manifest.hooks['before-backup'];
    const prepared =
      command === undefined
        ? ok(undefined)
        : await runHook(
            {
              record,
              hook: 'before-backup',
              command,
              secrets: await context.records.secrets(record.installation),
            },
            context,
            listener,
          );
    return { result: prepared.ok ? await act() : prepared, heldMs: 0, notStarted: null };
  }
  const marker = backupPaths(record.installation).held;
  // Of one that was killed: the app runs no more, though it should.
  const wasLeft = await host.exists(marker);
  if (quiesce !== 'stop' || !(isRunning || wasLeft)) {
    return { result: await act(), heldMs: 0, notStarted: null };
  }

  const sinceMs = host.nowMs();
  await host.writeAtomic(marker, JSON.stringify({ sinceMs }), { mode: 0o600 });
  listener.note('Stopping it for a moment; visitors wait');
  let result: Result<T, Failure>;
  let notStarted: Failure | null = null;
  try {
    const held = await holdVisitors(record, 'wait', LONGEST_HOLD_SECONDS, context);
    const stopped = held.ok ? await stopUnits(record, context) : held;
    result = stopped.ok ? await act() : stopped;
  } finally {
    notStarted = await startAgain(record, context);
  }
  return { result, heldMs: host.nowMs() - sinceMs, notStarted };
}

/** Installations that a killed rootd had stopped for a backup. */
export async function heldInstallations(host: Host): Promise<InstallationId[]> {
  const held: InstallationId[] = [];
  for (const name of await host.list(paths.backups)) {
    const id = installationId.safeParse(name);
    if (id.success && (await host.exists(backupPaths(id.data).held))) held.push(id.data);
  }
  return held;
}

/** Starts one of them, unless that was done meanwhile. */
export async function startHeld(id: InstallationId, context: RootdContext): Promise<void> {
  const { held } = backupPaths(id);
  if (!(await context.host.exists(held))) return;
  const record = await context.records.read(id);
  const notStarted = record ? await startAgain(record, context) : null;
  await context.host.removeFile(held);
  if (notStarted) throw new Error(`${id} does not start after a backup: ${notStarted.message}`);
}

async function startAgain(record: InstallationRecord, context: RootdContext): Promise<Failure | null> {
  const started = await startUnits(record, context);
  const resumed = await resumeVisitors(record, context);
  await context.host.removeFile(backupPaths(record.installation).held);
  if (!started.ok) return started.error;
  return resumed.ok ? null : resumed.error;
}

async function runs(record: InstallationRecord, { host }: RootdContext): Promise<boolean> {
  const { target } = unitNames(record.user);
  return (
    (await host.run(['systemctl', 'is-active', '--quiet', target], { timeoutMs: 20_000 })).exitCode === 0
  );
}
