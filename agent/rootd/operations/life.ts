// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { startUnits, stopUnits, unitFilesOf } from '../app-units.ts';
import { done, type Handler, type RootdContext, recordOf } from '../context.ts';
import type { InstallationRecord } from '../installation-record.ts';
import { rootdPaths } from '../rootd-paths.ts';
import { unitNames } from '../units/unit-names.ts';

/** installation.start: now and at every boot; done when the web process listens. */
export const start: Handler<'installation.start'> = async ({ input, context }) => {
  const record = await recordOf(context, input.installation);
  if (!record.ok) return record;
  const started = await startForGood(record.value, context);
  return started.ok ? done : started;
};

/** installation.stop: now, and it stays stopped over a boot. */
export const stop: Handler<'installation.stop'> = async ({ input, context }) => {
  const record = await context.records.read(input.installation);
  if (!record) return done;
  const stopped = await stopForGood(record, context);
  return stopped.ok ? done : stopped;
};

export const restart: Handler<'installation.restart'> = async ({ input, context }) => {
  const record = await recordOf(context, input.installation);
  if (!record.ok) return record;
  const stopped = await stopUnits(record.value, context);
  if (!stopped.ok) return stopped;
  const started = await startForGood(record.value, context);
  return started.ok ? done : started;
};

async function startForGood(
  record: InstallationRecord,
  context: RootdContext,
): Promise<Result<void, Failure>> {
  const { target } = unitNames(record.user);
  if (!(await unitFilesOf(record, context)).includes(target)) {
    return err(failure('start-failed', `${record.title} is not configured on this server.`));
  }
  await context.host.removeFile(rootdPaths.firstStartEnv(record.user));
  const started = await startUnits(record, context);
  if (!started.ok) return started;
  const enabled = await context.host.run(['systemctl', 'enable', '--no-reload', '--quiet', target], {
    timeoutMs: 60_000,
  });
  if (enabled.exitCode !== 0)
    return err(failure('internal', `${target} cannot be enabled.`, { detail: enabled.stderr }));
  return ok(undefined);
}

async function stopForGood(
  record: InstallationRecord,
  context: RootdContext,
): Promise<Result<void, Failure>> {
  const { target } = unitNames(record.user);
  if ((await unitFilesOf(record, context)).includes(target)) {
    await context.host.run(['systemctl', 'disable', '--no-reload', '--quiet', target], { timeoutMs: 60_000 });
  }
  return stopUnits(record, context);
}
