// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Host, Listener, RunResult } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import type { Base } from '#agent/roots/base.ts';
import { BUILD_UID, buildUnit, runUnit } from '#agent/roots/transient-unit.ts';
import type { WorkDirectory } from '#agent/roots/work-directory.ts';
import { BUILD_PATHS, type BuildStep } from '../../toolchain/contract.ts';
import type { BuildSettings } from '../contract.ts';

/** What all parts of one build share. */
export interface BuildContext {
  readonly host: Host;
  readonly listener: Listener;
  readonly settings: BuildSettings;
  readonly base: Base;
  readonly work: WorkDirectory;
  /** x64 or arm64, as npm names it. */
  readonly npmArchitecture: string;
  readonly npmEnvironment: Readonly<Record<string, string>>;
}

/** Runs one step of foreign code as the build user; `app` of the host is /opt/app to it, all else is read-only. */
export async function runInBuildRoot(
  context: BuildContext,
  run: {
    readonly purpose: string;
    readonly root: string;
    readonly app: string;
    readonly nodeDirectory: string | null;
    readonly inputs: string | null;
    readonly step: BuildStep;
  },
): Promise<RunResult> {
  const { host, settings, step } = { ...context, step: run.step };
  const cache = step.cache === null ? null : `${paths.cache}/${step.cache}`;
  if (cache !== null && !(await host.exists(cache))) {
    await host.makeDirectory(cache, { mode: 0o700, uid: BUILD_UID, gid: BUILD_UID });
  }
  return await runUnit(
    host,
    buildUnit({
      name: context.work.unit(run.purpose),
      root: run.root,
      command: step.argv,
      env: step.env,
      network: step.network,
      workingDirectory: BUILD_PATHS.app,
      readOnlyBinds: [
        { host: settings.runtimeDirectory, inRoot: BUILD_PATHS.runtime },
        { host: settings.caBundle, inRoot: '/etc/ssl/certs/ca-certificates.crt' },
        ...(run.nodeDirectory === null ? [] : [{ host: run.nodeDirectory, inRoot: BUILD_PATHS.node }]),
        ...(run.inputs === null ? [] : [{ host: run.inputs, inRoot: BUILD_PATHS.input }]),
        ...(step.network
          ? [
              { host: '/etc/resolv.conf', inRoot: '/etc/resolv.conf' },
              { host: '/etc/hosts', inRoot: '/etc/hosts' },
            ]
          : []),
      ],
      binds: [
        { host: run.app, inRoot: BUILD_PATHS.app },
        ...(cache === null ? [] : [{ host: cache, inRoot: `${BUILD_PATHS.cache}` }]),
      ],
    }),
    { onLine: context.listener.log },
  );
}
