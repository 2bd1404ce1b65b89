// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { planOf } from '../app-layout.ts';
import { startUnits, stopUnits, unitFilesOf } from '../app-units.ts';
import { done, type Handler, type RootdContext, recordOf } from '../context.ts';
import { holdVisitors, resumeVisitors } from '../hold.ts';
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

/** installation.restart: visitors wait meanwhile. */
export const restart: Handler<'installation.restart'> = async ({ input, context }) => {
  const record = await recordOf(context, input.installation);
  if (!record.ok) return record;
  const held = await holdVisitors(
    record.value,
    'wait',
    longestRestartSeconds(record.value, context),
    context,
  );
  if (!held.ok) return held;
  const stopped = await stopUnits(record.value, context);
  const started = stopped.ok ? await startForGood(record.value, context) : stopped;
  const resumed = await resumeVisitors(record.value, context);
  if (!started.ok) return started;
  return resumed.ok ? done : resumed;
};

/** What the package allows its programs to take for stopping and starting. */
function longestRestartSeconds(record: InstallationRecord, context: RootdContext): number {
  const { services } = planOf(record.package.manifest, context.plugins);
  return services.reduce(
    (sum, service) => sum + service.startTimeoutSeconds + service.stopTimeoutSeconds,
    record.package.manifest.run['start-timeout'],
  );
}

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
