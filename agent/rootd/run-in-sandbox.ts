// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Listener, RunResult } from '#agent/host/host.ts';
import { sandboxOf } from './app-layout.ts';
import type { RootdContext } from './context.ts';
import type { InstallationRecord } from './installation-record.ts';
import { masker } from './mask-secrets.ts';
import type { Secrets } from './records.ts';
import { type Directive, type Mount, sandboxDirectives } from './units/sandbox.ts';
import { unitNames } from './units/unit-names.ts';

export interface SandboxedRun {
  readonly record: InstallationRecord;
  readonly rootDigest: string;
  readonly secrets: Secrets;
  /** Last part of the unit's name. */
  readonly name: string;
  readonly argv: readonly string[];
  readonly directory: string;
  /** Beside the app's own. */
  readonly environmentFiles?: readonly string[];
  /** Instead of the app's volumes. */
  readonly volumes?: readonly Mount[];
  readonly timeoutSeconds: number;
}

/**
 * Runs a program as the app's user in the app's sandbox, as a transient unit, and waits for its end. Its output goes
 * to the listener with the values of secrets masked.
 */
export async function runInSandbox(
  run: SandboxedRun,
  context: RootdContext,
  listener: Listener,
): Promise<RunResult> {
  const argv = systemdRunArgv(run, context);
  const unit = unitNames(run.record.user).transient(run.name);
  // One that outlived a killed rootd.
  await context.host.run(['systemctl', 'stop', unit], { timeoutMs: 60_000 });
  await context.host.run(['systemctl', 'reset-failed', unit], { timeoutMs: 20_000 });
  const mask = masker(run.secrets);
  const result = await context.host.run(argv, {
    timeoutMs: (run.timeoutSeconds + 30) * 1000,
    onLine: (line) => listener.log(mask(line)),
  });
  if (result.timedOut) await context.host.run(['systemctl', 'stop', unit], { timeoutMs: 60_000 });
  return { ...result, stdout: mask(result.stdout), stderr: mask(result.stderr) };
}

export function systemdRunArgv(
  run: SandboxedRun,
  context: Pick<RootdContext, 'plugins'>,
): [string, ...string[]] {
  const { record } = run;
  const names = unitNames(record.user);
  const base = sandboxOf(record, context.plugins, run.rootDigest);
  const volumeTargets = record.package.manifest.volumes.map((volume) => volume.target);
  const writable = run.volumes
    ? [...base.writable.filter((mount) => !volumeTargets.includes(mount.to)), ...run.volumes]
    : base.writable;
  const directives: Directive[] = [
    ...sandboxDirectives({
      ...base,
      writable,
      environmentFiles: [...base.environmentFiles, ...(run.environmentFiles ?? [])],
      workingDirectory: run.directory,
      umask: '0027',
      openFiles: record.package.manifest.limits['open-files'],
    }),
    ['RuntimeMaxSec', String(run.timeoutSeconds)],
    ['TimeoutStopSec', '10'],
    ['OOMPolicy', 'continue'],
  ];
  return [
    'systemd-run',
    '--quiet',
    '--pipe',
    '--wait',
    '--collect',
    '--service-type=exec',
    `--unit=${names.transient(run.name)}`,
    `--slice=${names.slice}`,
    ...directives.map(([key, value]) => `--property=${key}=${value}`),
    '--',
    ...run.argv.map(expandedOnce),
  ];
}

/** systemd expands `$NAME` in the arguments of transient units too; `$$` is a dollar. */
function expandedOnce(argument: string): string {
  return argument.replaceAll('$', '$$$$');
}
